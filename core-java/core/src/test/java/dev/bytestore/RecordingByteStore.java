package dev.bytestore;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A store in memory that records calls, and fails or waits if a test wants it to. */
final class RecordingByteStore implements ByteStore {

  private final InMemoryByteStore entries = new InMemoryByteStore();
  int calls;
  @Nullable Duration ttl;
  @Nullable CompletableFuture<List<byte @Nullable []>> answer;
  @Nullable CompletableFuture<Void> written;

  @Override
  public CompletableFuture<List<byte @Nullable []>> mgetAsync(Collection<String> keys) {
    calls++;
    return answer == null ? entries.mgetAsync(keys) : answer;
  }

  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> given) {
    calls++;
    return written == null ? entries.msetAsync(given) : written;
  }

  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> given, Duration ttl) {
    calls++;
    this.ttl = ttl;
    return entries.msetAsync(given, ttl);
  }

  @Override
  public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
    calls++;
    return written == null ? entries.mdeleteAsync(keys) : written;
  }

  @Override
  public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position) {
    return entries.yieldKeysAsync(prefix, position);
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return entries.ensureSetupAsync();
  }
}

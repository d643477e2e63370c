package dev.bytestore.langchain4j;

import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.KeyPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A store in memory that records its calls, and whose reads and writes can be replaced. */
final class ScriptedByteStore implements ByteStore {

  final List<List<String>> reads = new ArrayList<>();
  final List<List<String>> writes = new ArrayList<>();
  Supplier<CompletableFuture<List<byte[]>>> onRead;
  Supplier<CompletableFuture<Void>> onWrite;
  Runnable beforeWrite = () -> {};

  private final InMemoryByteStore store = new InMemoryByteStore();

  @Override
  public CompletableFuture<List<byte[]>> mgetAsync(Collection<String> keys) {
    reads.add(List.copyOf(keys));
    return onRead == null ? store.mgetAsync(keys) : onRead.get();
  }

  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries) {
    beforeWrite.run();
    writes.add(List.copyOf(entries.keySet()));
    return onWrite == null ? store.msetAsync(entries) : onWrite.get();
  }

  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries, Duration ttl) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
    return store.mdeleteAsync(keys);
  }

  @Override
  public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, String position) {
    return store.yieldKeysAsync(prefix, position);
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return store.ensureSetupAsync();
  }
}

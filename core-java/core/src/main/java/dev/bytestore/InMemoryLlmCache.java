package dev.bytestore;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.internal.cache.EntrySize;
import dev.bytestore.internal.cache.GenerationsCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An LLM cache in this process's memory, for tests: the reference of what the others do. It keeps
 * answers as the text that they keep, and returns futures that are complete already. An update of
 * more than 4 MiB throws an {@link IllegalArgumentException}.
 */
public final class InMemoryLlmCache implements LlmCache {

  private final InMemoryByteStore entries = new InMemoryByteStore();

  @Override
  public CompletableFuture<@Nullable List<Generation>> lookupAsync(
      String prompt, String llmString) {
    CacheKey key = CacheKey.of(prompt, llmString);
    return entries
        .mgetAsync(List.of(key.keyVals()))
        .thenApply(
            values -> {
              byte[] text = values.get(0);
              return text == null ? null : GenerationsCodec.decode(new String(text, UTF_8));
            });
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations) {
    return updateAsync(prompt, llmString, generations, Duration.ZERO);
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations, Duration ttl) {
    CacheKey key = CacheKey.of(prompt, llmString);
    byte[] text =
        GenerationsCodec.encode(Arguments.generations(generations), EntrySize.DEFAULT_MAX_BYTES)
            .getBytes(UTF_8);
    return entries.msetAsync(Map.of(key.keyVals(), text), ttl);
  }

  @Override
  public CompletableFuture<Void> deleteAsync(String prompt, String llmString) {
    return entries.mdeleteAsync(List.of(CacheKey.of(prompt, llmString).keyVals()));
  }

  @Override
  public CompletableFuture<Void> clearAsync() {
    entries.clear();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return CompletableFuture.completedFuture(null);
  }
}

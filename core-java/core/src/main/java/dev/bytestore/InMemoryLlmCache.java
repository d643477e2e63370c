package dev.bytestore;

import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.CacheKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An LLM cache in the memory of this process, for tests. It follows the rules of {@link LlmCache},
 * so tests can use it in place of a cache in Cassandra or Astra DB. Unlike those, it limits neither
 * the size of an entry nor the number of entries, and it has no listener; {@link #failOpen} adds
 * one.
 *
 * <p>The cache stores the generations themselves, which are immutable, and does not turn them into
 * JSON. Entries do not expire unless they are stored with a time-to-live. An expired entry takes up
 * memory until it is looked up, overwritten or deleted. The futures are complete when they are
 * returned, except those of {@code getOrPutAsync}.
 */
public final class InMemoryLlmCache implements LlmCache {

  private final ExpiringMap<List<Generation>> entries = new ExpiringMap<>(System::nanoTime);

  @Override
  public CompletableFuture<@Nullable List<Generation>> lookupAsync(
      String prompt, String llmString) {
    return CompletableFuture.completedFuture(entries.get(key(prompt, llmString)));
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations) {
    return updateAsync(prompt, llmString, generations, Duration.ZERO);
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations, Duration ttl) {
    String key = key(prompt, llmString);
    List<Generation> copy = Arguments.withoutNulls(generations, "generations");
    entries.putAll(Map.of(key, copy), Arguments.ttlSeconds(ttl));
    return done();
  }

  @Override
  public CompletableFuture<Void> deleteAsync(String prompt, String llmString) {
    entries.remove(key(prompt, llmString));
    return done();
  }

  @Override
  public CompletableFuture<Void> clearAsync() {
    entries.clear();
    return done();
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return done();
  }

  private static String key(String prompt, String llmString) {
    return CacheKey.of(prompt, llmString).keyVals();
  }

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}

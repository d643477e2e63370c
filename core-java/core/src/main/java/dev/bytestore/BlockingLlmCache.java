package dev.bytestore;

import static dev.bytestore.internal.Futures.await;

import dev.bytestore.internal.Arguments;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An {@link LlmCache} for callers that wait. Each method is the one of the same name with {@code
 * Async}, and keeps its contract; failures and interrupts are those of {@link BlockingByteStore}.
 */
public final class BlockingLlmCache {

  private final LlmCache cache;

  BlockingLlmCache(LlmCache cache) {
    this.cache = cache;
  }

  public @Nullable List<Generation> lookup(String prompt, String llmString) {
    return await(cache.lookupAsync(prompt, llmString));
  }

  public void update(String prompt, String llmString, List<Generation> generations) {
    await(cache.updateAsync(prompt, llmString, generations));
  }

  public void update(String prompt, String llmString, List<Generation> generations, Duration ttl) {
    await(cache.updateAsync(prompt, llmString, generations, ttl));
  }

  /**
   * Looks an answer up. On a miss, asks for one and keeps it, as {@link LlmCache#getOrPutAsync}
   * does, with the same callers sharing one question.
   *
   * <p>The {@code asker} of the first caller is called on that caller's own thread; the others
   * wait. If the first caller is interrupted, or its asker throws a {@link
   * java.util.concurrent.CancellationException}, the exception is thrown to that caller only, and
   * one of the others asks. An asker that wants the same entry never ends.
   *
   * <p>What the asker throws is thrown to all who wait, as one exception object. So nothing is
   * suppressed in it that shows where the call was made.
   *
   * @throws IllegalStateException if the asker returns null
   */
  public List<Generation> getOrPut(
      String prompt, String llmString, Supplier<List<Generation>> asker) {
    return new LlmCacheEntry(cache, prompt, llmString).getOrPut(null, asker);
  }

  /**
   * As {@link #getOrPut(String, String, Supplier)}, but keeps a new answer for {@code ttl}.
   *
   * @throws IllegalArgumentException if the ttl is bad, before the lookup
   * @throws UnsupportedOperationException after a miss, if this kind of cache cannot let entries
   *     expire
   */
  public List<Generation> getOrPut(
      String prompt, String llmString, Duration ttl, Supplier<List<Generation>> asker) {
    Arguments.ttlSeconds(ttl);
    return new LlmCacheEntry(cache, prompt, llmString).getOrPut(ttl, asker);
  }

  public void delete(String prompt, String llmString) {
    await(cache.deleteAsync(prompt, llmString));
  }

  public void deleteThroughLlm(String prompt, LlmIdentity llm, @Nullable List<String> stop) {
    await(cache.deleteThroughLlmAsync(prompt, llm, stop));
  }

  public void clear() {
    await(cache.clearAsync());
  }

  public void ensureSetup() {
    await(cache.ensureSetupAsync());
  }
}

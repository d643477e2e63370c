package dev.bytestore;

import static dev.bytestore.internal.Futures.await;

import java.time.Duration;
import java.util.List;
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

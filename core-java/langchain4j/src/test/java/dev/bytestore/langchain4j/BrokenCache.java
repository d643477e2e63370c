package dev.bytestore.langchain4j;

import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A cache whose operations have a given outcome, or throw. */
class BrokenCache implements LlmCache {

  private final CompletableFuture<?> outcome;
  private final RuntimeException thrown;

  BrokenCache(CompletableFuture<?> outcome) {
    this(outcome, null);
  }

  BrokenCache(CompletableFuture<?> outcome, RuntimeException thrown) {
    this.outcome = outcome;
    this.thrown = thrown;
  }

  @SuppressWarnings("unchecked")
  private <T> CompletableFuture<T> end() {
    if (thrown != null) {
      throw thrown;
    }
    return outcome == null
        ? CompletableFuture.completedFuture(null)
        : (CompletableFuture<T>) outcome.copy();
  }

  @Override
  public CompletableFuture<List<Generation>> lookupAsync(String prompt, String llmString) {
    return end();
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations) {
    return end();
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations, Duration ttl) {
    return end();
  }

  @Override
  public CompletableFuture<Void> deleteAsync(String prompt, String llmString) {
    return end();
  }

  @Override
  public CompletableFuture<Void> clearAsync() {
    return end();
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return end();
  }
}

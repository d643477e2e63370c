package dev.bytestore.testing;

import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A cache that records its calls. Tests can replace the outcome of lookups and updates. */
public final class RecordingLlmCache implements LlmCache {

  private final LlmCache cache;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile @Nullable CompletableFuture<@Nullable List<Generation>> lookup;
  private volatile @Nullable CompletableFuture<Void> update;

  public RecordingLlmCache(LlmCache cache) {
    this.cache = cache;
  }

  /**
   * Returns the calls in order: {@code lookup}, {@code update}, {@code update for PT1H} and so on.
   */
  public List<String> calls() {
    return calls;
  }

  /** Lookups return {@code lookup} from now on. */
  public void answerLookups(CompletableFuture<@Nullable List<Generation>> lookup) {
    this.lookup = lookup;
  }

  /** Updates return {@code update} from now on. */
  public void answerUpdates(CompletableFuture<Void> update) {
    this.update = update;
  }

  @Override
  public CompletableFuture<@Nullable List<Generation>> lookupAsync(
      String prompt, String llmString) {
    calls.add("lookup");
    return lookup == null ? cache.lookupAsync(prompt, llmString) : lookup;
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations) {
    calls.add("update");
    return update == null ? cache.updateAsync(prompt, llmString, generations) : update;
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations, Duration ttl) {
    calls.add("update for " + ttl);
    return update == null ? cache.updateAsync(prompt, llmString, generations, ttl) : update;
  }

  @Override
  public CompletableFuture<Void> deleteAsync(String prompt, String llmString) {
    calls.add("delete");
    return cache.deleteAsync(prompt, llmString);
  }

  @Override
  public CompletableFuture<Void> clearAsync() {
    calls.add("clear");
    return cache.clearAsync();
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    calls.add("ensureSetup");
    return cache.ensureSetupAsync();
  }
}

package dev.bytestore;

import static dev.bytestore.internal.Futures.awaitShared;
import static dev.bytestore.internal.Futures.start;

import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.CompletionExecutor;
import dev.bytestore.internal.ReadThrough;
import dev.bytestore.internal.SingleFlight;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The entry that a {@code getOrPut} call wants. Two objects are equal if they stand for the same
 * entry of the same cache object.
 */
final class LlmCacheEntry {

  /** There is one for the process, so that the async and the blocking view of a cache share it. */
  private static final SingleFlight<LlmCacheEntry, List<Generation>> CALLS =
      new SingleFlight<>(generations -> generations);

  private final LlmCache cache;
  private final String prompt;
  private final String llmString;

  LlmCacheEntry(LlmCache cache, String prompt, String llmString) {
    this.cache = cache;
    this.prompt = CacheKey.checked(prompt, "prompt");
    this.llmString = CacheKey.checked(llmString, "llmString");
  }

  /**
   * @param ttl null for the cache's default
   */
  CompletableFuture<List<Generation>> getOrPutAsync(
      @Nullable Duration ttl, Supplier<? extends CompletionStage<List<Generation>>> asker) {
    Objects.requireNonNull(asker, "asker");
    return CALLS.callAsync(
        this,
        cancellation ->
            ReadThrough.call(
                cancellation,
                this::lookup,
                CompletionExecutor.shared(),
                () -> requireAnswer(asker.get(), "a future"),
                answer -> put(answer, ttl, cancellation)));
  }

  private CompletionStage<List<Generation>> put(
      @Nullable List<Generation> answer, @Nullable Duration ttl, Cancellation cancellation) {
    List<Generation> generations = checked(answer);
    CompletableFuture<Void> update = update(generations, ttl);
    cancellation.cancels(update);
    return update.thenApply(done -> generations);
  }

  /** As {@link #getOrPutAsync}, but blocks and calls {@code asker} on this thread. */
  List<Generation> getOrPut(
      @Nullable Duration ttl, Supplier<? extends @Nullable List<Generation>> asker) {
    Objects.requireNonNull(asker, "asker");
    return CALLS.call(
        this,
        () -> {
          List<Generation> found = awaitShared(lookup());
          if (found != null) {
            return found;
          }
          List<Generation> generations = checked(asker.get());
          awaitShared(update(generations, ttl));
          return generations;
        });
  }

  private CompletableFuture<@Nullable List<Generation>> lookup() {
    return start(() -> cache.lookupAsync(prompt, llmString)).toCompletableFuture();
  }

  private CompletableFuture<Void> update(List<Generation> generations, @Nullable Duration ttl) {
    return start(
            () ->
                ttl == null
                    ? cache.updateAsync(prompt, llmString, generations)
                    : cache.updateAsync(prompt, llmString, generations, ttl))
        .toCompletableFuture();
  }

  /** Returns an unmodifiable copy, because all callers get the same list. */
  private static List<Generation> checked(@Nullable List<Generation> answer) {
    return Arguments.withoutNulls(requireAnswer(answer, "a list of generations"), "generations");
  }

  private static <T> T requireAnswer(@Nullable T answer, String expected) {
    if (answer == null) {
      throw new IllegalStateException("the asker returned null instead of " + expected);
    }
    return answer;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LlmCacheEntry that
        && cache == that.cache
        && prompt.equals(that.prompt)
        && llmString.equals(that.llmString);
  }

  @Override
  public int hashCode() {
    return Objects.hash(System.identityHashCode(cache), prompt, llmString);
  }
}

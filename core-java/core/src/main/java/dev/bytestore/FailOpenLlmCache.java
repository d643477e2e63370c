package dev.bytestore;

import dev.bytestore.internal.EntryTooLargeException;
import dev.bytestore.internal.Fallback;
import dev.bytestore.internal.RareWarning;
import dev.bytestore.internal.UserCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A view of a cache in which a failed lookup is a miss and other failed operations do nothing. */
final class FailOpenLlmCache implements LlmCache {

  private final LlmCache cache;
  private final LlmCacheListener listener;
  private final RareWarning warning =
      new RareWarning(
          LoggerFactory.getLogger(FailOpenLlmCache.class),
          "an operation of the LLM cache failed; a failed lookup counts as a miss, and a failed"
              + " update stores nothing. {} failures since this was last logged, the latest: {}");

  FailOpenLlmCache(LlmCache cache, LlmCacheListener listener) {
    this.cache = Objects.requireNonNull(cache, "cache");
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  @Override
  public CompletableFuture<@Nullable List<Generation>> lookupAsync(
      String prompt, String llmString) {
    return nullOnFailure(
        () -> cache.lookupAsync(prompt, llmString),
        generations -> tell(generations == null ? listener::onMiss : listener::onHit));
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations) {
    return nullOnFailure(() -> cache.updateAsync(prompt, llmString, generations), done -> {});
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations, Duration ttl) {
    return nullOnFailure(() -> cache.updateAsync(prompt, llmString, generations, ttl), done -> {});
  }

  @Override
  public CompletableFuture<Void> deleteAsync(String prompt, String llmString) {
    return nullOnFailure(() -> cache.deleteAsync(prompt, llmString), done -> {});
  }

  @Override
  public CompletableFuture<Void> clearAsync() {
    return nullOnFailure(cache::clearAsync, done -> {});
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return nullOnFailure(cache::ensureSetupAsync, done -> {});
  }

  /**
   * Makes {@code call}. If the cache fails, calls the listener, and the result is null.
   *
   * @param outcome is called with the result before the caller gets it
   */
  private <T extends @Nullable Object> CompletableFuture<T> nullOnFailure(
      Supplier<CompletableFuture<T>> call, Consumer<T> outcome) {
    CompletableFuture<T> theirs = start(call);
    return Fallback.<T, T>call(
        () -> theirs,
        value -> {
          outcome.accept(value);
          return value;
        },
        failure -> {
          failed(failure);
          outcome.accept(null);
        },
        null);
  }

  /**
   * Returns the future of {@code call}. Exceptions for bad arguments are thrown, because they are
   * mistakes of the caller. An answer that is too large counts as a failure of the cache.
   */
  private static <T extends @Nullable Object> CompletableFuture<T> start(
      Supplier<CompletableFuture<T>> call) {
    try {
      return call.get();
    } catch (EntryTooLargeException e) {
      return CompletableFuture.failedFuture(e);
    } catch (IllegalArgumentException
        | NullPointerException
        | UnsupportedOperationException refusal) {
      throw refusal;
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void failed(Throwable failure) {
    tell(() -> listener.onError(failure));
    warning.log(failure.toString());
  }

  private static void tell(Runnable event) {
    UserCode.run("an LlmCacheListener", event);
  }
}

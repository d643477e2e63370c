package dev.bytestore;

import dev.bytestore.internal.Fallback;
import dev.bytestore.internal.RareWarning;
import dev.bytestore.internal.cache.EntryTooLargeException;
import dev.bytestore.internal.cache.SafeListener;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Lets the failures of a cache pass, for those who would rather ask the model again. */
final class FailOpenLlmCache implements LlmCache {

  private final LlmCache cache;
  private final LlmCacheListener listener;
  private final RareWarning warning =
      new RareWarning(
          LoggerFactory.getLogger(FailOpenLlmCache.class),
          "the LLM cache is out of order, so models are asked each time; {} failures since this was"
              + " last logged, the latest: {}");

  FailOpenLlmCache(LlmCache cache, LlmCacheListener listener) {
    this.cache = Objects.requireNonNull(cache, "cache");
    this.listener = new SafeListener(listener);
  }

  @Override
  public CompletableFuture<@Nullable List<Generation>> lookupAsync(
      String prompt, String llmString) {
    return letPass(
        () -> cache.lookupAsync(prompt, llmString),
        generations -> {
          if (generations == null) {
            listener.onMiss();
          } else {
            listener.onHit();
          }
        });
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations) {
    return letPass(() -> cache.updateAsync(prompt, llmString, generations));
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations, Duration ttl) {
    return letPass(() -> cache.updateAsync(prompt, llmString, generations, ttl));
  }

  @Override
  public CompletableFuture<Void> deleteAsync(String prompt, String llmString) {
    return letPass(() -> cache.deleteAsync(prompt, llmString));
  }

  @Override
  public CompletableFuture<Void> clearAsync() {
    return letPass(cache::clearAsync);
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return letPass(cache::ensureSetupAsync);
  }

  private <T extends @Nullable Object> CompletableFuture<T> letPass(
      Supplier<CompletableFuture<T>> call) {
    return letPass(call, value -> {});
  }

  /**
   * @param outcome is told what the caller gets, before the caller is
   */
  private <T extends @Nullable Object> CompletableFuture<T> letPass(
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
   * What {@code call} gave. Bad arguments are the caller's own failure and do not pass; an answer
   * that is too large to be stored does.
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
    listener.onError(failure);
    warning.log(failure.toString());
  }
}

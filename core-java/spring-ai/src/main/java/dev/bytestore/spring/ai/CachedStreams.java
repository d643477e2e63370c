package dev.bytestore.spring.ai;

import dev.bytestore.internal.model.CacheMode;
import dev.bytestore.internal.model.ModelKey;
import dev.bytestore.internal.model.ModelResults;
import dev.bytestore.internal.model.NotCacheableException;
import dev.bytestore.internal.model.ResponseCache;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The streams of a model through a cache. Equal requests at the same time share nothing. */
final class CachedStreams {

  private final ResponseCache<Prompt, ChatResponse> cache;
  private final CacheMode mode;

  CachedStreams(ResponseCache<Prompt, ChatResponse> cache, CacheMode mode) {
    this.cache = cache;
    this.mode = mode;
  }

  /**
   * @param ask returns the stream of the model. It is called when somebody subscribes
   */
  Flux<ChatResponse> stream(Prompt prompt, Supplier<? extends @Nullable Flux<ChatResponse>> ask) {
    return Flux.defer(
        () -> {
          ModelKey key = mode == CacheMode.BYPASS ? null : cache.key(prompt);
          if (key == null) {
            return chunks(ask);
          }
          return mode == CacheMode.REFRESH
              ? storing(key, prompt, ask)
              : lookup(key)
                  .flatMapMany(
                      hit ->
                          hit.map(CachedStreams::replay)
                              .orElseGet(() -> storing(key, prompt, ask)));
        });
  }

  /** Cancelling the stream cancels the lookup. */
  private Mono<Optional<ChatResponse>> lookup(ModelKey key) {
    return Mono.fromFuture(() -> cache.lookupAsync(key))
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty());
  }

  private static Flux<ChatResponse> chunks(Supplier<? extends @Nullable Flux<ChatResponse>> ask) {
    return ModelResults.requireNonNull(ask.get(), "a stream");
  }

  private static Flux<ChatResponse> replay(ChatResponse hit) {
    return Flux.fromIterable(hit.getResults())
        .map(answer -> new ChatResponse(List.of(answer), hit.getMetadata()));
  }

  private Flux<ChatResponse> storing(
      ModelKey key, Prompt prompt, Supplier<? extends @Nullable Flux<ChatResponse>> ask) {
    StreamedResponse response = new StreamedResponse();
    // A write that has started continues if the subscriber cancels: it has all chunks already.
    Mono<ChatResponse> stored =
        Mono.fromFuture(() -> storeAsync(key, prompt, response), true).then(Mono.empty());
    return chunks(ask).doOnNext(response::add).concatWith(stored);
  }

  private CompletableFuture<Void> storeAsync(
      ModelKey key, Prompt prompt, StreamedResponse response) {
    try {
      return cache.storeAsync(key, prompt, response.whole());
    } catch (NotCacheableException e) {
      cache.report(e);
    } catch (Throwable e) { // The subscriber has all chunks, so the stream must not fail.
      cache.report(e);
    }
    return CompletableFuture.completedFuture(null);
  }
}

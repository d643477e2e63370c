package dev.bytestore.langchain4j;

import dev.bytestore.LlmCache;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.model.CacheMode;
import dev.bytestore.internal.model.ModelKey;
import dev.bytestore.internal.model.ResponseCache;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Publisher;
import org.jspecify.annotations.Nullable;

/**
 * A streaming chat model that wraps another one, and calls it only for requests whose response is
 * not in the cache. Keys, options and failures of the cache are as in {@link CachingChatModel}. A
 * streaming and a blocking model share their entries only if both have the same {@link
 * Builder#modelKey(String) modelKey}.
 *
 * <pre>{@code
 * StreamingChatModel model = CachingStreamingChatModel.builder(openAi, cache).build();
 * }</pre>
 *
 * <ul>
 *   <li><b>A hit</b> is a stream too: the thinking, if there is any, the whole text in one piece,
 *       each complete tool call, and the complete response, which {@link CachingChatModel#isCached}
 *       recognises. A subscriber gets only as many events as it requests. The stream ends early if
 *       the {@code StreamingHandle} of its events or the subscription is cancelled.
 *   <li><b>On a miss</b> everything that the model sends is passed on immediately, except the last
 *       signal: {@code onCompleteResponse} of a handler, or {@code onComplete} of a subscriber.
 *       That signal follows when the response was stored or the cache failed, so a slow cache
 *       delays it, no longer than the timeouts of the cache. The response of a stream that failed
 *       or was cancelled is never stored.
 *   <li><b>Equal requests at the same time</b> each call the model.
 *   <li><b>If a handler throws</b> an exception or {@link Error} on a hit, its {@code onError} is
 *       called, and the stream goes on. On a miss, the model gets the exception, as without the
 *       cache; only if {@code onCompleteResponse} throws after the response was stored, this class
 *       calls {@code onError}.
 *   <li><b>If {@code onNext} of a subscriber throws</b>, on a hit or a miss, the subscription is
 *       cancelled and {@code onError} is called.
 *   <li><b>If {@code onError} throws</b> when this class calls it, the type and stack trace are
 *       logged, without the message.
 *   <li><b>If the model throws</b> when it is called, {@code onError} gets the exception. If it
 *       returns null instead of a publisher, {@code onError} gets an {@link IllegalStateException}.
 * </ul>
 *
 * <p>No thread is blocked. After the lookup, the cache's executor replays the hit or calls the
 * model. If the result of the lookup is there immediately, as with an in-memory cache, the caller's
 * thread does it. The last signal of a miss comes on the cache's executor, or on the model's thread
 * if nothing is stored or the response is stored immediately. Thread-local values of the caller may
 * therefore be missing when the model's listeners are called: pass such values as attributes of
 * {@link ChatRequestOptions}.
 */
public final class CachingStreamingChatModel implements StreamingChatModel {

  private final StreamingChatModel model;
  private final ResponseCache<ChatRequest, ChatResponse> cache;
  private final CacheMode mode;

  private CachingStreamingChatModel(
      StreamingChatModel model, ResponseCache<ChatRequest, ChatResponse> cache, CacheMode mode) {
    this.model = model;
    this.cache = cache;
    this.mode = mode;
  }

  /**
   * Returns a builder for a caching model that calls {@code model} and stores its responses in
   * {@code cache}. The caching model never closes either of them.
   */
  public static Builder builder(StreamingChatModel model, LlmCache cache) {
    return new Builder(model, cache);
  }

  /** Returns a view of this model that neither reads from the cache nor writes to it. */
  public StreamingChatModel bypass() {
    return new CachingStreamingChatModel(model, cache, CacheMode.BYPASS);
  }

  /**
   * Returns a view of this model that always calls the wrapped model. The new response replaces the
   * cached one.
   */
  public StreamingChatModel refresh() {
    return new CachingStreamingChatModel(model, cache, CacheMode.REFRESH);
  }

  /**
   * Deletes the cached response to {@code request}. If there is none, or if the request has no key,
   * this does nothing. If the cache fails, or a function that was set on the builder throws, the
   * future fails, because the entry may still exist.
   */
  public CompletableFuture<Void> deleteAsync(ChatRequest request) {
    return cache.deleteAsync(Objects.requireNonNull(request, "request"));
  }

  @Override
  public void chat(
      ChatRequest request,
      @Nullable ChatRequestOptions options,
      StreamingChatResponseHandler handler) {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(handler, "handler");
    ModelKey key = mode == CacheMode.BYPASS ? null : cache.key(request);
    if (key == null) {
      ask(request, options, handler);
      return;
    }
    StreamingChatResponseHandler storing =
        new StoringHandler(handler, response -> cache.storeAsync(key, request, response));
    if (mode == CacheMode.REFRESH) {
      ask(request, options, storing);
      return;
    }
    Futures.whenDone(
        cache.lookupAsync(key),
        Failures.futureReportingTo(failure -> Failures.tell(handler, failure)),
        (kept, none) -> {
          if (kept == null) {
            ask(request, options, storing);
          } else {
            new Replay(kept).to(handler);
          }
        });
  }

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    chat(request, ChatRequestOptions.EMPTY, handler);
  }

  private void ask(
      ChatRequest request,
      @Nullable ChatRequestOptions options,
      StreamingChatResponseHandler handler) {
    // Models written for LangChain4j before 1.13 have only the method without options.
    if (options == null || options.listenerAttributes().isEmpty()) {
      model.chat(request, handler);
    } else {
      model.chat(request, options, handler);
    }
  }

  /**
   * Returns a publisher of the response. Nothing is looked up or sent until somebody subscribes.
   * Each subscriber starts a lookup of its own.
   */
  @Override
  public Publisher<ChatModelStreamingEvent> chat(ChatRequest request) {
    Objects.requireNonNull(request, "request");
    if (mode == CacheMode.BYPASS) {
      return model.chat(request);
    }
    return subscriber -> {
      Objects.requireNonNull(subscriber, "subscriber");
      ModelKey key = cache.key(request);
      StoringSubscriber storing =
          new StoringSubscriber(
              subscriber,
              response ->
                  key == null
                      ? CompletableFuture.completedFuture(null)
                      : cache.storeAsync(key, request, response));
      storing.start();
      if (key == null || mode == CacheMode.REFRESH) {
        storing.subscribeTo(() -> model.chat(request));
        return;
      }
      Futures.whenDone(
          cache.lookupAsync(key),
          Failures.futureReportingTo(storing::onError),
          (kept, none) -> {
            if (kept == null) {
              storing.subscribeTo(() -> model.chat(request));
            } else {
              storing.replay(new Replay(kept).events());
            }
          });
    };
  }

  @Override
  public Publisher<ChatModelStreamingEvent> doChat(ChatRequest request) {
    return chat(request);
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return model.defaultRequestParameters();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return model.listeners();
  }

  @Override
  public ModelProvider provider() {
    return model.provider();
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return model.supportedCapabilities();
  }

  /**
   * Builds a {@link CachingStreamingChatModel}. The options are those of {@link
   * CachingChatModel.Builder}.
   */
  public static final class Builder extends ChatCacheBuilder<Builder> {

    private final StreamingChatModel model;

    private Builder(StreamingChatModel model, LlmCache cache) {
      super(cache);
      this.model = Objects.requireNonNull(model, "model");
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Builds the caching model. Nothing is sent.
     *
     * @throws IllegalArgumentException if no {@link Builder#modelKey(String) modelKey} is set and
     *     the configuration of the wrapped model cannot be read: different models might then share
     *     their responses
     * @throws IllegalStateException if LangChain4j is older than 1.20.0
     */
    public CachingStreamingChatModel build() {
      return new CachingStreamingChatModel(
          model,
          responses(model, model::provider, model::defaultRequestParameters),
          CacheMode.CACHE);
    }
  }
}

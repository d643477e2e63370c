package dev.bytestore.langchain4j;

import dev.bytestore.LlmCache;
import dev.bytestore.internal.Futures;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Publisher;
import org.jspecify.annotations.Nullable;

/**
 * A streaming chat model that asks another one only what it was not asked before. Options, keys,
 * marks and failures are those of {@link CachingChatModel}. The two share their entries only if
 * both are built with the same {@link Builder#modelKey(String) modelKey}.
 *
 * <ul>
 *   <li><b>A hit</b> comes as a stream: the thinking, if there is any, the whole text in one piece,
 *       each tool call, and the complete response. One whose handle is cancelled in between, or
 *       whose subscription is, ends there.
 *   <li><b>On a miss</b> everything the model sends is passed on as it comes. The answer is kept
 *       when the stream is at its end, and only then does the last signal follow: {@code
 *       onCompleteResponse}, or {@code onComplete} of a publisher. A stream that was cancelled or
 *       that failed is not kept, even if it ends as if nothing was.
 *   <li><b>Equal requests at the same time</b> each ask the model.
 *   <li><b>If a handler throws</b> an exception or {@link Error} on a hit, its {@code onError} gets
 *       it, and the stream goes on. If {@code onNext} of a subscriber throws, the subscription is
 *       cancelled, and {@code onError} gets the exception. If {@code onError} throws, the type and
 *       stack trace are logged, without the message.
 *   <li><b>If the model throws</b> when it is called, {@code onError} gets the exception. If it
 *       returns null instead of a publisher, the stream fails with an {@link
 *       IllegalStateException}.
 * </ul>
 *
 * <p>No thread is blocked. A hit, the call of the model on a miss, and the last signal come on the
 * cache's executor, or on the thread of the caller where the cache has its answer at once. So what
 * a thread holds may be missing when listeners of the model are called; give it as an attribute of
 * {@link ChatRequestOptions}.
 */
public final class CachingStreamingChatModel implements StreamingChatModel {

  private final StreamingChatModel model;
  private final LlmCache original;
  private final ChatCache cache;
  private final Mode mode;

  private CachingStreamingChatModel(
      StreamingChatModel model, LlmCache original, ChatCache cache, Mode mode) {
    this.model = model;
    this.original = original;
    this.cache = cache;
    this.mode = mode;
  }

  /** Wraps {@code model}, whose answers go into {@code cache}; neither is ever closed. */
  public static Builder builder(StreamingChatModel model, LlmCache cache) {
    return new Builder(model, cache);
  }

  /**
   * This model without its cache, for the calls that want neither a kept answer nor to keep one.
   */
  public StreamingChatModel bypass() {
    return new CachingStreamingChatModel(model, original, cache, Mode.BYPASS);
  }

  /**
   * This model for the calls that want a new answer: it takes the place of the one that is kept.
   */
  public StreamingChatModel refresh() {
    return new CachingStreamingChatModel(model, original, cache, Mode.REFRESH);
  }

  /**
   * Forgets the answer to {@code request}; one that is not there is no error. Unlike the calls of
   * the model it fails when the cache fails.
   */
  public CompletableFuture<Void> deleteAsync(ChatRequest request) {
    Objects.requireNonNull(request, "request");
    return cache.deleteAsync(original, request);
  }

  @Override
  public void chat(
      ChatRequest request,
      @Nullable ChatRequestOptions options,
      StreamingChatResponseHandler handler) {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(handler, "handler");
    ChatKey key = mode == Mode.BYPASS ? null : cache.key(request);
    if (key == null) {
      ask(request, options, handler);
      return;
    }
    StreamingChatResponseHandler storing =
        new StoringHandler(handler, response -> cache.storeAsync(key, request, response));
    if (mode == Mode.REFRESH) {
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
    // Models of before LangChain4j 1.13 know only the form without options.
    if (options == null || options.listenerAttributes().isEmpty()) {
      model.chat(request, handler);
    } else {
      model.chat(request, options, handler);
    }
  }

  /** As the other form; nothing is looked up before there is a subscriber, and for each anew. */
  @Override
  public Publisher<ChatModelStreamingEvent> chat(ChatRequest request) {
    Objects.requireNonNull(request, "request");
    if (mode == Mode.BYPASS) {
      return model.chat(request);
    }
    return subscriber -> {
      Objects.requireNonNull(subscriber, "subscriber");
      ChatKey key = cache.key(request);
      StoringSubscriber storing =
          new StoringSubscriber(
              subscriber,
              response ->
                  key == null
                      ? CompletableFuture.completedFuture(null)
                      : cache.storeAsync(key, request, response));
      storing.start();
      if (key == null || mode == Mode.REFRESH) {
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

  /** How a caching streaming chat model is made. */
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
     * The model.
     *
     * @throws IllegalArgumentException if the configuration of the wrapped model cannot be read and
     *     no {@link #modelKey} is set: two models would share their answers
     */
    public CachingStreamingChatModel build() {
      ModelIdentity identity = identity(model, model.defaultRequestParameters());
      ChatCache answers =
          new ChatCache(
              this,
              () ->
                  new ChatKey.Model(model.provider(), model.defaultRequestParameters(), identity));
      return new CachingStreamingChatModel(model, cache, answers, Mode.CACHE);
    }
  }
}

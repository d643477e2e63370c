package dev.bytestore.langchain4j;

import dev.bytestore.LlmCache;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.ReadThrough;
import dev.bytestore.internal.SingleFlight;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A chat model that asks another one only what it was not asked before.
 *
 * <pre>{@code
 * ChatModel model = CachingChatModel.builder(openAi, cache).ttl(Duration.ofDays(7)).build();
 * }</pre>
 *
 * <ul>
 *   <li><b>The key</b> changes with the provider, with the {@linkplain Builder#modelKey(String)
 *       configuration of the model}, with every parameter of the request and of the model's
 *       defaults, tools and response format among them, with all messages, and with the tenant.
 *   <li><b>A hit</b> is marked ({@link #isCached}) and has a token usage of zero. The model's
 *       listeners are told of calls of the model, and of hits nothing.
 *   <li><b>Equal requests at the same time</b>, by {@code chat} or {@code chatAsync}, ask the model
 *       once. All get the answer, those that only waited marked as a hit; a failure is thrown to
 *       all and not kept. One that is cancelled or interrupted harms no other.
 *   <li><b>An answer is kept</b> before it is handed over, so that the next one who asks finds it.
 *   <li><b>When the cache fails</b>, or a request has no key, the model is asked.
 *   <li><b>When the model returns null</b> instead of a response or a future, the call fails with
 *       an {@link IllegalStateException}. Nothing is kept, and the next call asks the model again.
 * </ul>
 *
 * <p>{@code chat} asks the model on the thread of its caller. {@code chatAsync} blocks no thread,
 * asks the model by its own {@code chatAsync}, and completes on the cache's executor or on a pool
 * of daemon threads; a model that has none still fails with LangChain4j's {@code
 * AsyncNotSupportedException} on a miss. A future that is cancelled cancels the model's call if
 * nobody else waits for it.
 */
public final class CachingChatModel implements ChatModel {

  /** Refreshing shares nothing with looking up, which may hand out the old answer. */
  private record FlightKey(ChatKey chat, boolean isRefresh) {}

  private static final String RESPONSE = "a response";

  private final ChatModel model;
  private final LlmCache original;
  private final ChatCache cache;
  private final SingleFlight<FlightKey, ChatResponse> calls;
  private final Mode mode;

  private CachingChatModel(
      ChatModel model,
      LlmCache original,
      ChatCache cache,
      SingleFlight<FlightKey, ChatResponse> calls,
      Mode mode) {
    this.model = model;
    this.original = original;
    this.cache = cache;
    this.calls = calls;
    this.mode = mode;
  }

  /** Wraps {@code model}, whose answers go into {@code cache}; neither is ever closed. */
  public static Builder builder(ChatModel model, LlmCache cache) {
    return new Builder(model, cache);
  }

  /** Whether no model was asked for {@code response}. */
  public static boolean isCached(ChatResponse response) {
    return Objects.requireNonNull(response, "response").metadata()
        instanceof CachedChatResponseMetadata;
  }

  /**
   * This model without its cache, for the calls that want neither a kept answer nor to keep one.
   */
  public ChatModel bypass() {
    return new CachingChatModel(model, original, cache, calls, Mode.BYPASS);
  }

  /**
   * This model for the calls that want a new answer: it takes the place of the one that is kept.
   */
  public ChatModel refresh() {
    return new CachingChatModel(model, original, cache, calls, Mode.REFRESH);
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
  public ChatResponse chat(ChatRequest request, @Nullable ChatRequestOptions options) {
    FlightKey key = key(request);
    return key == null
        ? ask(request, options)
        : calls.call(key, () -> lookUpOrAsk(key, request, options));
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    return chat(request, ChatRequestOptions.EMPTY);
  }

  private @Nullable FlightKey key(ChatRequest request) {
    Objects.requireNonNull(request, "request");
    ChatKey key = mode == Mode.BYPASS ? null : cache.key(request);
    return key == null ? null : new FlightKey(key, mode == Mode.REFRESH);
  }

  private ChatResponse lookUpOrAsk(
      FlightKey key, ChatRequest request, @Nullable ChatRequestOptions options) {
    ChatResponse response = await(lookupAsync(key));
    if (response == null) {
      response = ask(request, options);
      await(cache.storeAsync(key.chat(), request, response));
    }
    return response;
  }

  private CompletableFuture<@Nullable ChatResponse> lookupAsync(FlightKey key) {
    return key.isRefresh()
        ? CompletableFuture.<@Nullable ChatResponse>completedFuture(null)
        : cache.lookupAsync(key.chat());
  }

  /** Null if the wait is interrupted: the model is the one to say what then becomes of a call. */
  private static <T extends @Nullable Object> @Nullable T await(CompletableFuture<T> future) {
    try {
      return Futures.await(future);
    } catch (CancellationException e) {
      return null;
    }
  }

  private ChatResponse ask(ChatRequest request, @Nullable ChatRequestOptions options) {
    // Models of before LangChain4j 1.13 know only the form without options.
    return Failures.requireNonNullFromModel(
        isEmpty(options) ? model.chat(request) : model.chat(request, options), RESPONSE);
  }

  private static boolean isEmpty(@Nullable ChatRequestOptions options) {
    return options == null || options.listenerAttributes().isEmpty();
  }

  @Override
  public CompletableFuture<ChatResponse> chatAsync(
      ChatRequest request, @Nullable ChatRequestOptions options) {
    FlightKey key = key(request);
    return key == null
        ? askAsync(request, options)
        : calls.callAsync(key, cancellation -> lookUpOrAsk(key, request, options, cancellation));
  }

  private CompletableFuture<ChatResponse> lookUpOrAsk(
      FlightKey key,
      ChatRequest request,
      @Nullable ChatRequestOptions options,
      Cancellation cancellation) {
    return ReadThrough.call(
        cancellation,
        () -> lookupAsync(key),
        Runnable::run,
        () -> askAsync(request, options),
        answer -> {
          ChatResponse response = Failures.requireNonNullFromModel(answer, RESPONSE);
          return cache.storeAsync(key.chat(), request, response).thenApply(kept -> response);
        });
  }

  @Override
  public CompletableFuture<ChatResponse> doChatAsync(ChatRequest request) {
    return chatAsync(request, ChatRequestOptions.EMPTY);
  }

  private CompletableFuture<ChatResponse> askAsync(
      ChatRequest request, @Nullable ChatRequestOptions options) {
    return Futures.<ChatResponse>start(
            () ->
                Failures.requireNonNullFromModel(
                    isEmpty(options) ? model.chatAsync(request) : model.chatAsync(request, options),
                    "a future"))
        .toCompletableFuture();
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

  /** How a caching chat model is made. */
  public static final class Builder extends ChatCacheBuilder<Builder> {

    private final ChatModel model;

    private Builder(ChatModel model, LlmCache cache) {
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
    public CachingChatModel build() {
      ModelIdentity identity = identity(model, model.defaultRequestParameters());
      ChatCache answers =
          new ChatCache(
              this,
              () ->
                  new ChatKey.Model(model.provider(), model.defaultRequestParameters(), identity));
      return new CachingChatModel(
          model, cache, answers, new SingleFlight<>(CachedChatResponseMetadata::mark), Mode.CACHE);
    }
  }
}

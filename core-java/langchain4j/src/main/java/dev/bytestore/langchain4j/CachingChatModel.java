package dev.bytestore.langchain4j;

import dev.bytestore.LlmCache;
import dev.bytestore.internal.model.CacheMode;
import dev.bytestore.internal.model.CachedCalls;
import dev.bytestore.internal.model.ResponseCache;
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
 * A chat model that wraps another one, and calls it only for requests whose response is not in the
 * cache. It needs LangChain4j 1.20.0 or newer. Python does not find its entries.
 *
 * <pre>{@code
 * ChatModel model = CachingChatModel.builder(openAi, cache).ttl(Duration.ofDays(7)).build();
 * }</pre>
 *
 * <ul>
 *   <li><b>The key</b> of a response consists of the messages, all parameters of the request and of
 *       the model's defaults, the provider, the {@linkplain Builder#modelKey(String) configuration
 *       of the model}, and the {@linkplain Builder#tenant(String) tenant}, such as a customer.
 *       Tools and the response format are parameters. A request that differs in any of these is a
 *       miss.
 *   <li><b>A request has no key</b> if its tenant is null, if it contains an object whose fields
 *       cannot be read, such as a lambda, or if it is too large. The model is then called each
 *       time.
 *   <li><b>A hit</b> is marked, see {@link #isCached}, and has a token usage of zero. Until the
 *       entry expires or is replaced, an equal request gets this response, also at a high
 *       temperature. The listeners of the wrapped model are called for calls of that model, not for
 *       hits.
 *   <li><b>Equal requests at the same time</b>, to {@code chat} or {@code chatAsync} of this
 *       object, share one call of the model; a {@link #refresh} shares only with other refreshes.
 *       All callers get its response; for those that only waited, it is marked as a hit. If the
 *       call fails, all get the exception, and nothing is stored. If a caller cancels or is
 *       interrupted, the others continue. If all callers cancel their futures, the call of the
 *       model is cancelled.
 *   <li><b>A new response</b> is stored before it is returned, so that the next request finds it,
 *       if {@link Builder#shouldCache(java.util.function.BiPredicate) shouldCache} accepts it.
 *   <li><b>If the cache fails</b>, the model is called, and its response is returned even if it
 *       cannot be stored. A warning is logged, at most once a minute, and the {@linkplain
 *       Builder#listener listener} is called.
 *   <li><b>If the model returns null</b> instead of a response or a future, the call fails with an
 *       {@link IllegalStateException}. Nothing is stored, and the next call calls the model again.
 * </ul>
 *
 * <p>{@code chat} calls the model on the caller's thread. If that thread is interrupted, {@code
 * chat} stops waiting for the cache and calls the model, which sees the interrupt; a caller that
 * waits for another one gets a {@link CancellationException}.
 *
 * <p>{@code chatAsync} does not block and calls the model's {@code chatAsync}. A future completes
 * on the cache's executor if its call found or stored the response, and otherwise, also for callers
 * that waited, on bytestore's shared pool of daemon threads. Without a key and with {@link
 * #bypass}, it is the model's own future. If the model does not support {@code chatAsync}, a miss
 * fails with LangChain4j's {@code AsyncNotSupportedException}.
 */
public final class CachingChatModel implements ChatModel {

  private final ChatModel model;
  private final ResponseCache<ChatRequest, ChatResponse> cache;
  private final CachedCalls<ChatRequest, ChatResponse> calls;

  private CachingChatModel(
      ChatModel model,
      ResponseCache<ChatRequest, ChatResponse> cache,
      CachedCalls<ChatRequest, ChatResponse> calls) {
    this.model = model;
    this.cache = cache;
    this.calls = calls;
  }

  /**
   * Returns a builder for a caching model that calls {@code model} and stores its responses in
   * {@code cache}. The caching model never closes either of them.
   */
  public static Builder builder(ChatModel model, LlmCache cache) {
    return new Builder(model, cache);
  }

  /**
   * Whether {@code response} came from the cache, or from a call that another caller made at the
   * same time. If so, its metadata is a {@link CachedChatResponseMetadata}.
   */
  public static boolean isCached(ChatResponse response) {
    return Objects.requireNonNull(response, "response").metadata()
        instanceof CachedChatResponseMetadata;
  }

  /**
   * Returns a view of this model that only calls the wrapped model. It neither reads from the cache
   * nor writes to it, and shares no calls.
   */
  public ChatModel bypass() {
    return new CachingChatModel(model, cache, calls.in(CacheMode.BYPASS));
  }

  /**
   * Returns a view of this model that always calls the wrapped model. The new response replaces the
   * cached one.
   */
  public ChatModel refresh() {
    return new CachingChatModel(model, cache, calls.in(CacheMode.REFRESH));
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
  public ChatResponse chat(ChatRequest request, @Nullable ChatRequestOptions options) {
    Objects.requireNonNull(request, "request");
    return calls.call(request, () -> ask(request, options));
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    return chat(request, ChatRequestOptions.EMPTY);
  }

  private @Nullable ChatResponse ask(ChatRequest request, @Nullable ChatRequestOptions options) {
    // Models written for LangChain4j before 1.13 have only the method without options.
    return isEmpty(options) ? model.chat(request) : model.chat(request, options);
  }

  private static boolean isEmpty(@Nullable ChatRequestOptions options) {
    return options == null || options.listenerAttributes().isEmpty();
  }

  @Override
  public CompletableFuture<ChatResponse> chatAsync(
      ChatRequest request, @Nullable ChatRequestOptions options) {
    Objects.requireNonNull(request, "request");
    return calls.callAsync(
        request,
        () -> isEmpty(options) ? model.chatAsync(request) : model.chatAsync(request, options));
  }

  @Override
  public CompletableFuture<ChatResponse> doChatAsync(ChatRequest request) {
    return chatAsync(request, ChatRequestOptions.EMPTY);
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
   * Builds a {@link CachingChatModel}. All options are optional, except {@link
   * Builder#modelKey(String) modelKey} for models whose configuration cannot be read. The most
   * important ones are {@link Builder#ttl(java.time.Duration) ttl} and {@link
   * Builder#tenant(String) tenant}.
   */
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
     * Builds the caching model. Nothing is sent.
     *
     * @throws IllegalArgumentException if no {@link Builder#modelKey(String) modelKey} is set and
     *     the configuration of the wrapped model cannot be read: different models might then share
     *     their responses
     * @throws IllegalStateException if LangChain4j is older than 1.20.0
     */
    public CachingChatModel build() {
      ResponseCache<ChatRequest, ChatResponse> cache =
          responses(model, model::provider, model::defaultRequestParameters);
      return new CachingChatModel(model, cache, new CachedCalls<>(cache));
    }
  }
}

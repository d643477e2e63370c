package dev.bytestore.spring.ai;

import dev.bytestore.CachingModelListener;
import dev.bytestore.LlmCache;
import dev.bytestore.internal.model.CacheMode;
import dev.bytestore.internal.model.CachedCalls;
import dev.bytestore.internal.model.ResponseCache;
import dev.bytestore.internal.model.ResponseCacheOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/**
 * A chat model that wraps another one, and calls it only for requests whose response is not in the
 * cache. Use it in place of the other model, also in a {@code ChatClient}. Python does not find its
 * entries.
 *
 * <pre>{@code
 * ChatModel model =
 *     CachingChatModel.builder(openAi, cache).modelKey("gpt-4.1 at api.openai.com").build();
 * }</pre>
 *
 * <ul>
 *   <li><b>The key</b> of a response consists of all messages with their media and metadata, all
 *       options of the request and of the model's defaults, the definitions of the tools, the
 *       {@linkplain Builder#modelKey(String) name of the model's configuration}, and the
 *       {@linkplain Builder#tenant(String) tenant}, such as a customer. A request that differs in
 *       any of these is a miss. API keys, timeouts and the tool context are not part of it.
 *   <li><b>A request has no key</b> if the model would run its tools itself, as Spring AI 1.1 does
 *       by default; if its tenant is null; if it contains an object whose fields cannot be read,
 *       such as a lambda; or if it is too large. The model is then called each time.
 *   <li><b>A hit</b> is marked, see {@link #isCached}, and has a usage of zero. Until the entry
 *       expires or is replaced, an equal request gets this response, also at a high temperature.
 *       The observations of the wrapped model are of calls of that model, not of hits.
 *   <li><b>Equal requests at the same time</b>, to {@code call} of this object, share one call of
 *       the model; a {@link #refresh} shares only with other refreshes. All callers get its
 *       response; for those that only waited, it is marked as a hit. If the call fails, all get the
 *       exception, and nothing is stored. If a caller is interrupted, the others continue. Streams
 *       share no calls.
 *   <li><b>A new response</b> is stored before it is returned, so that the next request finds it,
 *       if {@link Builder#shouldCache(BiPredicate) shouldCache} accepts it.
 *   <li><b>If the cache fails</b>, the model is called, and its response is returned even if it
 *       cannot be stored. A warning is logged, at most once a minute, and the {@linkplain
 *       Builder#listener listener} is called.
 *   <li><b>If the model returns null</b> instead of a response or a stream, the call fails with an
 *       {@link IllegalStateException}. Nothing is stored, and the next call calls the model again.
 * </ul>
 *
 * <p>{@code call} calls the model on the caller's thread. If that thread is interrupted, {@code
 * call} stops waiting for the cache and calls the model, which sees the interrupt; a caller that
 * waits for another one gets a {@link java.util.concurrent.CancellationException}.
 *
 * <p>{@code stream} looks a response up when a subscriber arrives, and blocks no thread. {@code
 * call} and {@code stream} share their entries.
 *
 * <ul>
 *   <li><b>A hit</b> has one chunk for each generation of the response, usually a single one. It
 *       has the whole text, all tool calls, the finish reason and the marks.
 *   <li><b>On a miss</b> each chunk is passed on immediately. The end of the stream follows when
 *       the response was stored or the cache failed. The response of a stream that failed or was
 *       cancelled is never stored. Nothing is stored either if no chunk has a finish reason,
 *       because the stream may have been cut off, or if the chunks cannot be joined to one
 *       response, for example because some of them are the reasoning of the model.
 *   <li><b>Threads</b>: after the lookup, the cache's executor replays the hit or subscribes to the
 *       stream of the model. If the result of the lookup is there immediately, as with an in-memory
 *       cache, the subscriber's thread does it. Reactor's context reaches the model.
 * </ul>
 */
public final class CachingChatModel implements ChatModel {

  private final ChatModel model;
  private final ResponseCache<Prompt, ChatResponse> cache;
  private final CachedCalls<Prompt, ChatResponse> calls;
  private final CachedStreams streams;

  private CachingChatModel(
      ChatModel model,
      ResponseCache<Prompt, ChatResponse> cache,
      CachedCalls<Prompt, ChatResponse> calls,
      CacheMode mode) {
    this.model = model;
    this.cache = cache;
    this.calls = calls.in(mode);
    this.streams = new CachedStreams(cache, mode);
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
   * same time. It may also be a chunk of a stream, or a response of a {@code ChatClient}. The
   * response that Spring AI itself joins from the chunks of a stream has no marks.
   */
  public static boolean isCached(ChatResponse response) {
    return CachedMarks.isOn(Objects.requireNonNull(response, "response").getMetadata());
  }

  /**
   * The usage of the original call, which the hit {@code response} saved; null if {@code response}
   * is not a hit, or if the model did not report a usage. In a stream, each chunk of a hit has it.
   */
  public static @Nullable Usage savedUsage(ChatResponse response) {
    return CachedMarks.savedUsage(Objects.requireNonNull(response, "response").getMetadata());
  }

  /**
   * Returns a view of this model that only calls the wrapped model. It neither reads from the cache
   * nor writes to it, and shares no calls.
   */
  public ChatModel bypass() {
    return new CachingChatModel(model, cache, calls, CacheMode.BYPASS);
  }

  /**
   * Returns a view of this model that always calls the wrapped model. The new response replaces the
   * cached one.
   */
  public ChatModel refresh() {
    return new CachingChatModel(model, cache, calls, CacheMode.REFRESH);
  }

  /**
   * Deletes the cached response to {@code prompt}. If there is none, or if the prompt has no key,
   * this does nothing. If the cache fails, or a function that was set on the builder throws, the
   * future fails, because the entry may still exist.
   */
  public CompletableFuture<Void> deleteAsync(Prompt prompt) {
    return cache.deleteAsync(Objects.requireNonNull(prompt, "prompt"));
  }

  @Override
  public ChatResponse call(Prompt prompt) {
    Objects.requireNonNull(prompt, "prompt");
    return calls.call(prompt, () -> model.call(prompt));
  }

  @Override
  public Flux<ChatResponse> stream(Prompt prompt) {
    Objects.requireNonNull(prompt, "prompt");
    return streams.stream(prompt, () -> model.stream(prompt));
  }

  @Override
  public ChatOptions getDefaultOptions() {
    return model.getDefaultOptions();
  }

  /** The default options of the wrapped model, as {@link #getDefaultOptions()}: Spring AI 2.0. */
  public ChatOptions getOptions() {
    return model.getDefaultOptions();
  }

  /**
   * Builds a {@link CachingChatModel}. Only {@link Builder#modelKey(String) modelKey} is required.
   * The most important options are {@link Builder#ttl(Duration) ttl} and {@link
   * Builder#tenant(String) tenant}.
   */
  public static final class Builder {

    private final ChatModel model;
    private final ResponseCacheOptions<Prompt, ChatResponse> options;
    private @Nullable Function<? super ChatOptions, String> optionsKey;

    private Builder(ChatModel model, LlmCache cache) {
      this.model = Objects.requireNonNull(model, "model");
      this.options =
          new ResponseCacheOptions<>(cache, (prompt, response) -> WholeResponses.isWhole(response));
    }

    /**
     * The time-to-live of new entries, at most 20 years. Zero means that they do not expire. If the
     * cache does not support a time-to-live, as on Astra DB, nothing is stored, and a warning is
     * logged. Default: the default of the cache; if that has none, entries do not expire.
     *
     * @throws IllegalArgumentException if {@code ttl} is negative or longer than 20 years
     */
    public Builder ttl(Duration ttl) {
      options.ttl(ttl);
      return this;
    }

    /**
     * A name for the model's configuration: for everything that changes its responses and is not
     * part of its options, such as the provider, its server, or the instructions of a decorator.
     * Change the name when the configuration changes. It must not contain a secret, because the
     * cache receives it in clear text. Models with the same {@code modelKey} share their entries if
     * their options are equal too.
     *
     * <p>Required: a model of Spring AI does not show which server it calls.
     *
     * @throws IllegalArgumentException if {@code modelKey} is blank
     */
    public Builder modelKey(String modelKey) {
      options.modelKey(modelKey);
      return this;
    }

    /**
     * The tenant, such as a customer or a user. It becomes part of every key, so that responses are
     * shared only within a tenant. It must not be a secret, because the cache receives it in clear
     * text. Default: none, so that all callers share all responses.
     */
    public Builder tenant(String tenant) {
      options.tenant(tenant);
      return this;
    }

    /**
     * A function that returns the tenant of a request, see {@link #tenant(String)}. It is called on
     * the thread that calls {@code call}, or that subscribes to the stream. That is often another
     * thread than yours: a {@code ChatClient} subscribes on threads of its own if it has a chat
     * memory or calls tools. So read the tenant from the prompt, such as from its tool context, and
     * not from a thread-local variable. If the function returns null or throws, the model is
     * called, and nothing is looked up or stored for the request, so that its response is not
     * shared with anyone. It must not return a default, such as "anonymous", for an unknown tenant.
     */
    public Builder tenant(Function<? super Prompt, @Nullable String> tenant) {
      options.tenant(tenant);
      return this;
    }

    /**
     * Decides whether a response of the model is stored. If the predicate returns false or throws,
     * the response is not stored, but the caller still gets it. For a stream, it gets the response
     * that the chunks were joined to, if they have a finish reason. Default: a response is stored
     * if it has tool calls or a text that is not blank, and if each of its finish reasons is absent
     * or says that the model came to an end: {@code complete}, {@code completed}, {@code end_turn},
     * {@code function_call}, {@code stop}, {@code stop_sequence}, {@code tool_call}, {@code
     * tool_calls} or {@code tool_use}, in upper or lower case.
     */
    public Builder shouldCache(BiPredicate<? super Prompt, ? super ChatResponse> shouldCache) {
      options.shouldCache(shouldCache);
      return this;
    }

    /**
     * A function that returns a text for the options of a request. In the key, the text replaces
     * all options, except the definitions of tool callbacks and the names of tools. The function
     * gets the options of the request, or the model's defaults if the request has none. Set it if
     * the options contain objects whose state cannot be read, such as lambdas. It must return
     * different texts for options that lead to different responses, and no secret, because the
     * cache receives the text in clear text. The default options of the model are then not part of
     * the key, so the {@link #modelKey} must name them. If the function returns null or throws, the
     * request is not cached. Default: a hash of all options.
     */
    public Builder optionsKey(Function<? super ChatOptions, String> optionsKey) {
      this.optionsKey = Objects.requireNonNull(optionsKey, "optionsKey");
      return this;
    }

    /**
     * A listener for hits, misses, failures, and requests and responses that cannot be cached.
     * Default: none.
     *
     * <p>Do not also register it with the cache, in its builder or in {@link LlmCache#failOpen}:
     * each hit and miss would count twice. A plain {@link dev.bytestore.LlmCacheListener} is
     * registered with the cache instead, and is called for all users of the cache.
     */
    public Builder listener(CachingModelListener listener) {
      options.listener(listener);
      return this;
    }

    /**
     * Builds the caching model. Nothing is sent.
     *
     * @throws IllegalArgumentException if no {@link #modelKey} is set: different models might then
     *     share their responses
     */
    public CachingChatModel build() {
      String modelKey = options.modelKey();
      if (modelKey == null) {
        throw new IllegalArgumentException(
            "modelKey: must be set, because a model does not show which server it calls. Choose a"
                + " text that names everything that changes what this model returns and is not"
                + " among its options: models with the same modelKey share their entries");
      }
      ResponseCache<Prompt, ChatResponse> cache =
          new ResponseCache<>(
              options,
              new PromptKey(model::getDefaultOptions, modelKey, optionsKey),
              new ChatResponseCodec());
      return new CachingChatModel(model, cache, new CachedCalls<>(cache), CacheMode.CACHE);
    }
  }
}

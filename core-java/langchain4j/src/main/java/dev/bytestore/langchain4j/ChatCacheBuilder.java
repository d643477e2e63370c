package dev.bytestore.langchain4j;

import dev.bytestore.CachingModelListener;
import dev.bytestore.LlmCache;
import dev.bytestore.internal.model.ResponseCache;
import dev.bytestore.internal.model.ResponseCacheOptions;
import dev.bytestore.internal.model.ToolCallText;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The options that the caching chat models have in common.
 *
 * @param <B> the type of the builder
 */
abstract class ChatCacheBuilder<B extends ChatCacheBuilder<B>> {

  private final ResponseCacheOptions<ChatRequest, ChatResponse> options;
  private @Nullable Function<? super ChatRequestParameters, String> parametersKey;

  ChatCacheBuilder(LlmCache cache) {
    this.options = new ResponseCacheOptions<>(cache, (request, response) -> isWhole(response));
  }

  abstract B self();

  /**
   * The time-to-live of new entries, at most 20 years. Zero means that they do not expire. If the
   * cache does not support a time-to-live, as on Astra DB, nothing is stored, and a warning is
   * logged. Default: the default of the cache; if that has none, entries do not expire.
   *
   * @throws IllegalArgumentException if {@code ttl} is negative or longer than 20 years
   */
  public B ttl(Duration ttl) {
    options.ttl(ttl);
    return self();
  }

  /**
   * A name for the model's configuration: for everything that changes its responses and is not part
   * of the request, such as its server, options of its builder, or the instructions of a decorator.
   * Change the name when the configuration changes. It must not contain a secret, because the cache
   * receives it in clear text. Models with the same {@code modelKey} share their entries if their
   * provider and parameters are equal too, even a blocking and a streaming model.
   *
   * <p>Default: a hash of the configuration, which is read once, when the caching model is built.
   * It changes with every option of the model except API key, timeout, retries, logging, listeners
   * and HTTP client, and it may change with the version of LangChain4j. The configuration of models
   * of OpenAI, Anthropic, Google AI Gemini, Ollama and Mistral AI can be read, unless they have
   * custom headers or custom query parameters. For all other models this option is required.
   *
   * @throws IllegalArgumentException if {@code modelKey} is blank
   */
  public B modelKey(String modelKey) {
    options.modelKey(modelKey);
    return self();
  }

  /**
   * Builds the cache.
   *
   * @throws IllegalArgumentException if no {@code modelKey} is set and the configuration of {@code
   *     model} cannot be read
   * @throws IllegalStateException if LangChain4j is too old
   */
  final ResponseCache<ChatRequest, ChatResponse> responses(
      Object model, Supplier<ModelProvider> provider, Supplier<ChatRequestParameters> defaults) {
    LangChain4jVersion.requireMinimum();
    String modelKey = options.modelKey();
    ModelIdentity identity =
        modelKey == null
            ? ModelIdentity.of(model, defaults.get(), "modelKey")
            : ModelIdentity.named(modelKey);
    ChatKeys keys =
        new ChatKeys(
            () -> new ChatKeys.Model(provider.get(), defaults.get(), identity), parametersKey);
    return new ResponseCache<>(options, keys, new ChatResponseCodec());
  }

  /**
   * The tenant, such as a customer or a user. It becomes part of every key, so that responses are
   * shared only within a tenant. It must not be a secret, because the cache receives it in clear
   * text. Default: none, so that all callers share all responses.
   */
  public B tenant(String tenant) {
    options.tenant(tenant);
    return self();
  }

  /**
   * A function that returns the tenant of a request, see {@link #tenant(String)}. It is called on
   * the thread that calls the caching model, or that subscribes to its publisher, so it can use
   * thread-local values of that thread. An {@code AiServices} that streams calls the model again
   * from another thread after it ran a tool. If the function returns null or throws, the model is
   * called, and nothing is looked up or stored for the request, so that its response is not shared
   * with anyone. It must not return a default for an unknown tenant.
   */
  public B tenant(Function<? super ChatRequest, @Nullable String> tenant) {
    options.tenant(tenant);
    return self();
  }

  /**
   * Decides whether a response of the model is stored. If the predicate returns false or throws,
   * the response is not stored, but the caller still gets it. Default: a response is stored if it
   * has tool calls or a text that is not blank, if the arguments of each tool call are blank or a
   * JSON object, and if its finish reason is {@code STOP}, {@code TOOL_EXECUTION} or null.
   */
  public B shouldCache(BiPredicate<? super ChatRequest, ? super ChatResponse> shouldCache) {
    options.shouldCache(shouldCache);
    return self();
  }

  /**
   * A function that returns a text for the parameters of a request. In the key, the text replaces
   * all parameters, except the definitions of tools. Set it if a provider's parameters contain
   * objects whose state cannot be read, such as lambdas. It must return different texts for
   * parameters that lead to different responses, and no secret, because the cache receives the text
   * in clear text. If it returns null or throws, the request is not cached. Default: a hash of all
   * fields of the parameters.
   */
  public B parametersKey(Function<? super ChatRequestParameters, String> parametersKey) {
    this.parametersKey = Objects.requireNonNull(parametersKey, "parametersKey");
    return self();
  }

  /**
   * A listener for hits, misses, failures, and requests and responses that cannot be cached.
   * Default: none.
   *
   * <p>Do not also register it with the cache, in its builder or in {@link LlmCache#failOpen}: each
   * hit and miss would count twice. A plain {@link dev.bytestore.LlmCacheListener} is registered
   * with the cache instead, and is called for all users of the cache.
   */
  public B listener(CachingModelListener listener) {
    options.listener(listener);
    return self();
  }

  private static boolean isWhole(ChatResponse response) {
    FinishReason reason = response.finishReason();
    String text = response.aiMessage().text();
    boolean areCallsWhole =
        response.aiMessage().toolExecutionRequests().stream()
            .allMatch(call -> ToolCallText.isWhole(call.arguments()));
    return areCallsWhole
        && (reason == null || reason == FinishReason.STOP || reason == FinishReason.TOOL_EXECUTION)
        && (response.aiMessage().hasToolExecutionRequests() || (text != null && !text.isBlank()));
  }
}

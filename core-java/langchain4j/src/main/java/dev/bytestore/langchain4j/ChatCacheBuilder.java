package dev.bytestore.langchain4j;

import dev.bytestore.LlmCache;
import dev.bytestore.internal.Arguments;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The options that all caching chat models have in common.
 *
 * @param <B> the builder itself
 */
abstract class ChatCacheBuilder<B extends ChatCacheBuilder<B>> {

  final LlmCache cache;
  @Nullable Duration ttl;
  @Nullable Function<? super ChatRequest, @Nullable String> tenant;
  BiPredicate<? super ChatRequest, ? super ChatResponse> shouldCache =
      (request, response) -> isWhole(response);
  @Nullable Function<? super ChatRequestParameters, String> parametersKey;
  private @Nullable String modelKey;
  CachingModelListener listener = new CachingModelListener() {};

  ChatCacheBuilder(LlmCache cache) {
    this.cache = Objects.requireNonNull(cache, "cache");
  }

  abstract B self();

  /**
   * How long answers are kept, from zero, which means for ever, to 20 years. A cache that cannot
   * let entries expire then keeps nothing, and warns of it. Default: as long as the cache's own
   * default says.
   *
   * @throws IllegalArgumentException if {@code ttl} is out of range
   */
  public B ttl(Duration ttl) {
    Arguments.ttlSeconds(ttl);
    this.ttl = ttl;
    return self();
  }

  /**
   * A name for the model's configuration: everything that changes its answers and is not in the
   * request, such as its server, options of its builder, or what a decorator adds. Models with the
   * same {@code modelKey} share their entries where provider and parameters are equal, a blocking
   * and a streaming model too. Give it a new text when the configuration changes. It must not
   * contain a secret, because the cache receives it in clear text.
   *
   * <p>Default: a hash of the configuration, which is read once, when the caching model is built.
   * It changes with every option of the model except API key, timeout, retries, logging, listeners
   * and HTTP client, and it may change with the version of LangChain4j. The configuration can be
   * read for the models of OpenAI, Anthropic, Google AI Gemini, Ollama and Mistral AI, if they have
   * no custom headers and no custom query parameters. For all other models this option is required.
   *
   * @throws IllegalArgumentException if {@code modelKey} is blank
   */
  public B modelKey(String modelKey) {
    if (Objects.requireNonNull(modelKey, "modelKey").isBlank()) {
      throw new IllegalArgumentException("modelKey: must not be blank");
    }
    this.modelKey = modelKey;
    return self();
  }

  /**
   * What tells {@code model} from others.
   *
   * @throws IllegalArgumentException if that is not known
   */
  final ModelIdentity identity(Object model, ChatRequestParameters defaults) {
    LangChain4jVersion.requireMinimum();
    return modelKey == null
        ? ModelIdentity.of(model, defaults, "modelKey")
        : ModelIdentity.named(modelKey);
  }

  /**
   * Part of every key: only the same tenant finds an answer. Default: none, and all callers share
   * the answers.
   */
  public B tenant(String tenant) {
    Objects.requireNonNull(tenant, "tenant");
    return tenant(request -> tenant);
  }

  /**
   * As {@link #tenant(String)}, where the tenant depends on the request or on what the calling
   * thread knows. A request for which {@code tenant} gives null or fails is neither looked up nor
   * stored, so that what belongs to no tenant is not shared by all.
   */
  public B tenant(Function<? super ChatRequest, @Nullable String> tenant) {
    this.tenant = Objects.requireNonNull(tenant, "tenant");
    return self();
  }

  /**
   * Whether an answer of the model is kept. Default: if it says something and is whole, which is to
   * say that it has a text or tool calls and its finish reason is {@code STOP}, {@code
   * TOOL_EXECUTION} or not told. An answer is not kept either if {@code shouldCache} fails.
   */
  public B shouldCache(BiPredicate<? super ChatRequest, ? super ChatResponse> shouldCache) {
    this.shouldCache = Objects.requireNonNull(shouldCache, "shouldCache");
    return self();
  }

  /**
   * What stands for the parameters in the key, in place of all that they hold, model name and tools
   * included: for parameters of a provider that hold what cannot be told apart by its fields.
   * Default: all fields of the parameters.
   */
  public B parametersKey(Function<? super ChatRequestParameters, String> parametersKey) {
    this.parametersKey = Objects.requireNonNull(parametersKey, "parametersKey");
    return self();
  }

  /**
   * Is called for hits, misses, failures, and for what cannot be cached. Default: none.
   *
   * <p>Do not register the same listener with the cache too, in its builder or in {@link
   * LlmCache#failOpen}: each hit and miss would count twice. A plain {@link
   * dev.bytestore.LlmCacheListener} is registered with the cache, and then hears of all users of
   * the cache.
   */
  public B listener(CachingModelListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return self();
  }

  private static boolean isWhole(ChatResponse response) {
    FinishReason reason = response.finishReason();
    String text = response.aiMessage().text();
    return (reason == null || reason == FinishReason.STOP || reason == FinishReason.TOOL_EXECUTION)
        && (response.aiMessage().hasToolExecutionRequests() || (text != null && !text.isBlank()));
  }
}

package dev.bytestore.langchain4j;

import java.lang.reflect.Field;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a model as a text: all fields of the model and of its client but those that
 * are listed here, because they change no answer or are secret. A field that is not listed is part
 * of the text, so that an option that a newer LangChain4j adds tells models apart.
 *
 * <p>Only the classes listed here are read. For any other class we do not know whether its fields
 * determine its answers, nor which of them are secret.
 */
final class ModelConfiguration {

  private static final String PACKAGE = "dev.langchain4j.model.";

  /** The classes of models, without {@link #PACKAGE}. */
  private static final Set<String> MODELS =
      Set.of(
          "anthropic.AnthropicChatModel",
          "anthropic.AnthropicStreamingChatModel",
          "googleai.GoogleAiEmbeddingModel",
          "googleai.GoogleAiGeminiChatModel",
          "googleai.GoogleAiGeminiStreamingChatModel",
          "mistralai.MistralAiChatModel",
          "mistralai.MistralAiEmbeddingModel",
          "mistralai.MistralAiStreamingChatModel",
          "ollama.OllamaChatModel",
          "ollama.OllamaEmbeddingModel",
          "ollama.OllamaStreamingChatModel",
          "openai.OpenAiChatModel",
          "openai.OpenAiEmbeddingModel",
          "openai.OpenAiResponsesChatModel",
          "openai.OpenAiResponsesStreamingChatModel",
          "openai.OpenAiStreamingChatModel");

  /** The classes that talk to the provider's server, without {@link #PACKAGE}. */
  private static final Set<String> CLIENTS =
      Set.of(
          "anthropic.internal.client.DefaultAnthropicClient",
          "googleai.GeminiService",
          "mistralai.internal.client.DefaultMistralAiClient",
          "ollama.OllamaClient",
          "openai.OpenAiResponsesClient",
          "openai.internal.DefaultOpenAiClient");

  private static final Set<String> KNOWN =
      Stream.concat(MODELS.stream(), CLIENTS.stream())
          .map(name -> PACKAGE + name)
          .collect(Collectors.toUnmodifiableSet());

  /** The classes of which known ones inherit fields. */
  private static final Set<String> BASES =
      Set.of(
          PACKAGE + "embedding.DimensionAwareEmbeddingModel",
          PACKAGE + "googleai.BaseGeminiChatModel",
          PACKAGE + "ollama.OllamaBaseChatModel");

  /** What changes no answer or is secret. {@code dimension} is what a model learnt from answers. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "apiKey",
          "dimension",
          "httpClient",
          "listeners",
          "maxRetries",
          "maxSegmentsPerBatch",
          "maximumRetries");

  private final @Nullable Object defaults;

  private ModelConfiguration(@Nullable Object defaults) {
    this.defaults = defaults;
  }

  /**
   * The text of {@code model}.
   *
   * @param defaults an object that is left out, since the key holds it anyway
   * @param option what to set for a model that has none
   * @throws IllegalArgumentException if it has none
   */
  static String text(Object model, @Nullable Object defaults, String option) {
    String type = model.getClass().getName();
    if (!type.startsWith(PACKAGE) || !MODELS.contains(type.substring(PACKAGE.length()))) {
      throw unknown(option, type, "is not a model class that bytestore knows", null);
    }
    try {
      ModelConfiguration configuration = new ModelConfiguration(defaults);
      return CanonicalJson.of(model, configuration::valueInKey);
    } catch (NotCacheableException e) {
      throw unknown(option, type, "holds " + e.getMessage(), e);
    }
  }

  /**
   * The key of the metadata that {@code model} embeds together with a text; null if it embeds none,
   * or is not known to.
   *
   * @throws IllegalArgumentException if that cannot be found out
   */
  static @Nullable String embeddedMetadata(Object model) {
    if (!model.getClass().getName().equals(PACKAGE + "googleai.GoogleAiEmbeddingModel")) {
      return null;
    }
    Map<String, @Nullable Object> fields = fieldsOf(model);
    Object key = fields.get("titleMetadataKey");
    return String.valueOf(fields.get("taskType")).equals("RETRIEVAL_DOCUMENT") && key != null
        ? key.toString()
        : null;
  }

  private static Map<String, @Nullable Object> fieldsOf(Object model) {
    Map<String, @Nullable Object> fields = new HashMap<>();
    try {
      for (ObjectFields.Named field : ObjectFields.of(model.getClass())) {
        fields.put(field.name(), field.read(model));
      }
    } catch (NotCacheableException e) {
      throw new IllegalArgumentException(
          "model: its task type cannot be read; register its class for reflection", e);
    }
    return fields;
  }

  /**
   * Whether {@code model} may embed a text of a request in another way than a text segment.
   * Gemini's models of the second generation leave out the task type that they were built with in
   * requests, and no key tells the two apart.
   */
  static boolean treatsRequestsInAnotherWay(Object model) {
    return model.getClass().getName().equals(PACKAGE + "googleai.GoogleAiEmbeddingModel")
        && fieldsOf(model).get("taskType") != null;
  }

  private static IllegalArgumentException unknown(
      String option, String type, String reason, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        ("%s: it has to be set, because the configuration of the model cannot be read: %s %s."
                + " Choose a text that names everything that changes what this model returns, such"
                + " as its server, instructions and options: models with the same %1$s share their"
                + " entries")
            .formatted(option, type, reason),
        cause);
  }

  private @Nullable Object valueInKey(Object owner, ObjectFields.Named named, Object value) {
    Field field = named.field();
    String type = field.getDeclaringClass().getName();
    if (value == defaults) {
      return null;
    }
    if (!KNOWN.contains(type) && !BASES.contains(type)) {
      return value;
    }
    if (LEFT_OUT.contains(field.getName())) {
      return null;
    }
    return switch (field.getName()) {
      case "baseUrl" -> withoutSecrets(value);
      case "client", "geminiService" -> client(value);
      case "customHeadersSupplier" -> requireEmpty(field, headers(value));
      case "customQueryParams" -> requireEmpty(field, value);
      case "defaultHeaders" -> accountOnly(value);
      default -> value;
    };
  }

  private static Object client(Object client) {
    if (KNOWN.contains(client.getClass().getName())) {
      return client;
    }
    throw new NotCacheableException(
        "a client of %s, which is not known".formatted(client.getClass().getName()));
  }

  private static Object withoutSecrets(Object url) {
    try {
      URI uri = new URI(url.toString());
      if (uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // as one that may hold anything
    }
    throw new NotCacheableException("a base URL with a user, a query or a fragment");
  }

  /** Refuses custom headers and query parameters: they may be secret and may change answers. */
  private static @Nullable Object requireEmpty(Field field, @Nullable Object value) {
    if (value == null || (value instanceof Map<?, ?> map && map.isEmpty())) {
      return null;
    }
    throw new NotCacheableException(
        "%s, which may be secret and may change answers".formatted(field.getName()));
  }

  /**
   * What a supplier of LangChain4j's own supplies: the map that a user gave, or null for none. The
   * supplier of a user is that map itself, since nobody knows what it will supply.
   */
  private static @Nullable Object headers(Object supplier) {
    Class<?> type = supplier.getClass();
    boolean isTheirs =
        supplier instanceof Supplier<?>
            && type.isHidden()
            && type.getNestHost().getName().startsWith(PACKAGE);
    if (!isTheirs) {
      return supplier;
    }
    for (Field captured : type.getDeclaredFields()) {
      Object value = null;
      try {
        captured.setAccessible(true);
        value = captured.get(supplier);
      } catch (IllegalAccessException | RuntimeException e) {
        return supplier;
      }
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** The headers of the OpenAI client: whose account pays, without the key to it. */
  private static Object accountOnly(Object headers) {
    if (!(headers instanceof Map<?, ?> map)) {
      throw new NotCacheableException("default headers that are not known");
    }
    Map<Object, Object> account = new TreeMap<>();
    map.forEach(
        (name, value) -> {
          switch (String.valueOf(name)) {
            case "Authorization", "User-Agent" -> {}
            case "OpenAI-Organization", "OpenAI-Project" -> account.put(name, value);
            default -> throw new NotCacheableException("a default header that is not known");
          }
        });
    return account;
  }
}

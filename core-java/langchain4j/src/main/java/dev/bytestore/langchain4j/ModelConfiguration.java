package dev.bytestore.langchain4j;

import dev.bytestore.internal.model.CanonicalJson;
import dev.bytestore.internal.model.NotCacheableException;
import dev.bytestore.internal.model.ObjectFields;
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
 * Writes the configuration of a model as a text. It contains all fields of the model and of its
 * client, except those that are listed here because they do not change responses or are secret. An
 * option that a newer LangChain4j adds is therefore part of the text.
 *
 * <p>Only the classes listed here are read. For any other class it is not known whether its fields
 * determine its responses, and which of them are secret.
 */
final class ModelConfiguration {

  private static final String PACKAGE = "dev.langchain4j.model.";

  /** The model classes, without {@link #PACKAGE}. */
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

  /** Superclasses of the known classes that have fields. */
  private static final Set<String> BASES =
      Set.of(
          PACKAGE + "embedding.DimensionAwareEmbeddingModel",
          PACKAGE + "googleai.BaseGeminiChatModel",
          PACKAGE + "ollama.OllamaBaseChatModel");

  /**
   * Fields that do not change responses or are secret. A model sets {@code dimension} itself, from
   * its responses.
   */
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
   * Returns the configuration of {@code model}.
   *
   * @param defaults an object that is left out, because the key contains it anyway
   * @param option the option that the message asks the user to set
   * @throws IllegalArgumentException if the configuration cannot be read
   */
  static String text(Object model, @Nullable Object defaults, String option) {
    String type = model.getClass().getName();
    if (!type.startsWith(PACKAGE) || !MODELS.contains(type.substring(PACKAGE.length()))) {
      throw unknown(option, type, "is not a model class that bytestore knows", null);
    }
    try {
      ModelConfiguration configuration = new ModelConfiguration(defaults);
      return new CanonicalJson(KeyFormat.FIELDS, configuration::valueInKey).of(model);
    } catch (NotCacheableException e) {
      throw unknown(option, type, "contains " + e.getMessage(), e);
    }
  }

  /**
   * Returns the name of the metadata that {@code model} embeds together with a text; null if it is
   * not known to embed any.
   *
   * @throws IllegalArgumentException if the fields of {@code model} cannot be read
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
      for (ObjectFields.Named field : KeyFormat.FIELDS.of(model.getClass())) {
        fields.put(field.name(), field.read(model));
      }
    } catch (NotCacheableException e) {
      throw new IllegalArgumentException(
          "model: the task type cannot be read; register %s for reflection"
              .formatted(model.getClass().getName()),
          e);
    }
    return fields;
  }

  /**
   * Whether {@code model} may embed a text of a request differently than a text segment. Gemini's
   * second-generation models ignore, for requests, the task type that they were built with, and the
   * keys of the two would be the same.
   */
  static boolean treatsRequestsInAnotherWay(Object model) {
    return model.getClass().getName().equals(PACKAGE + "googleai.GoogleAiEmbeddingModel")
        && fieldsOf(model).get("taskType") != null;
  }

  private static IllegalArgumentException unknown(
      String option, String type, String reason, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        ("%s: must be set, because the configuration of the model cannot be read: %s %s. Choose a"
                + " text that names everything that changes what this model returns, such as its"
                + " server, instructions and options: models with the same %1$s share their"
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
        "a client of the unknown class %s".formatted(client.getClass().getName()));
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
      // Refused below, because it may contain anything.
    }
    throw new NotCacheableException("a base URL with a user name, a query or a fragment");
  }

  /** Refuses custom headers and query parameters: they may be secret and may change responses. */
  private static @Nullable Object requireEmpty(Field field, @Nullable Object value) {
    if (value == null || (value instanceof Map<?, ?> map && map.isEmpty())) {
      return null;
    }
    throw new NotCacheableException(
        "%s, which may be secret and may change responses".formatted(field.getName()));
  }

  /**
   * If {@code supplier} is a lambda of LangChain4j itself, returns the map of headers that the user
   * set, or null for none. Returns any other supplier as it is, because its headers may change.
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
    try {
      Field[] captured = type.getDeclaredFields();
      for (Field field : captured) {
        field.setAccessible(true);
        Object value = field.get(supplier);
        if (value != null) {
          return value;
        }
      }
      // In a native image each lambda looks like that, also one that returns headers of the user.
      // LangChain4j's lambdas return the same map in each call.
      return captured.length == 0 ? ((Supplier<?>) supplier).get() : null;
    } catch (IllegalAccessException | RuntimeException | LinkageError e) {
      return supplier;
    }
  }

  /** The headers of the OpenAI client that identify the account, without its API key. */
  private static Object accountOnly(Object headers) {
    if (!(headers instanceof Map<?, ?> map)) {
      throw new NotCacheableException("default headers of an unknown class");
    }
    Map<Object, Object> account = new TreeMap<>();
    map.forEach(
        (name, value) -> {
          switch (String.valueOf(name)) {
            case "Authorization", "User-Agent" -> {}
            case "OpenAI-Organization", "OpenAI-Project" -> account.put(name, value);
            default -> throw new NotCacheableException("an unknown default header");
          }
        });
    return account;
  }
}

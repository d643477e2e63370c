package dev.bytestore.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpClientBuilderLoader;
import dev.langchain4j.model.anthropic.AnthropicServerTool;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.googleai.GeminiFunctionCallingConfig;
import dev.langchain4j.model.googleai.GeminiHarmBlockThreshold;
import dev.langchain4j.model.googleai.GeminiHarmCategory;
import dev.langchain4j.model.googleai.GeminiMode;
import dev.langchain4j.model.googleai.GeminiSafetySetting;
import dev.langchain4j.model.googleai.GeminiThinkingConfig;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Values for the options of LangChain4j's builders. Each variant has different values. */
final class OptionValues {

  /** Part of every text, because any of them may be secret. */
  static final String SECRET = "SeCrEt";

  private OptionValues() {}

  /**
   * Returns a value of {@code type}.
   *
   * @throws IllegalStateException if the type is not known: add values for a new kind of option
   */
  static Object of(String option, Type type, int variant) {
    Object value = named(option, type, variant);
    if (value == null && type instanceof Class<?> simple) {
      value = simple(simple, variant);
    }
    if (value == null && type instanceof Class<?> array && array.isArray()) {
      value = array(option, array.getComponentType(), variant);
    }
    if (value == null && type instanceof GenericArrayType array) {
      value = array(option, array.getGenericComponentType(), variant);
    }
    if (value == null && type instanceof ParameterizedType generic) {
      value = generic(option, generic, variant);
    }
    if (value == null && type instanceof TypeVariable<?> variable) {
      value = of(option, variable.getBounds()[0], variant);
    }
    if (value == null && type instanceof WildcardType wildcard) {
      value = of(option, wildcard.getUpperBounds()[0], variant);
    }
    if (value == null) {
      throw new IllegalStateException(
          "no value for the option %s of %s: add one".formatted(option, type));
    }
    return value;
  }

  /** Values for options that do not accept every value of their type. */
  private static Object named(String option, Type type, int variant) {
    if (type != String.class) {
      return null;
    }
    return switch (option) {
      case "apiKey" -> SECRET + variant;
      case "baseUrl" -> "http://localhost:1/" + SECRET + variant;
      case "responseFormat" -> variant == 1 ? "json_object" : "json_schema";
      default -> null;
    };
  }

  private static Object simple(Class<?> type, int variant) {
    if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      return constants[Math.min(variant, constants.length) - 1];
    }
    if (type == String.class || type == Object.class) {
      return SECRET + " value " + variant;
    }
    if (type == Integer.class) {
      return variant + 2;
    }
    if (type == Double.class) {
      return variant / 4.0;
    }
    if (type == Boolean.class || type == boolean.class) {
      return variant == 1;
    }
    if (type == Duration.class) {
      return Duration.ofSeconds(variant);
    }
    if (type == Logger.class) {
      return LoggerFactory.getLogger("option " + variant);
    }
    if (type == HttpClientBuilder.class) {
      return HttpClientBuilderLoader.loadHttpClientBuilder();
    }
    return ofLangChain4j(type, variant);
  }

  private static Object ofLangChain4j(Class<?> type, int variant) {
    String text = SECRET + " value " + variant;
    if (type == ChatModelListener.class) {
      return new ChatModelListener() {};
    }
    if (type == EmbeddingModelListener.class) {
      return new EmbeddingModelListener() {};
    }
    if (type == ChatRequestParameters.class) {
      return ChatRequestParameters.builder()
          .topP(variant / 8.0)
          .toolSpecifications((ToolSpecification) ofLangChain4j(ToolSpecification.class, variant))
          .build();
    }
    if (type == EmbeddingRequestParameters.class) {
      return EmbeddingRequestParameters.builder().modelName(text).build();
    }
    if (type == JsonSchema.class) {
      return JsonSchema.builder().name(text).rootElement(new JsonStringSchema()).build();
    }
    if (type == ResponseFormat.class) {
      return variant == 1 ? ResponseFormat.JSON : ResponseFormat.TEXT;
    }
    if (type == ToolSpecification.class) {
      return ToolSpecification.builder().name(text).build();
    }
    if (type == AnthropicServerTool.class) {
      return AnthropicServerTool.builder().type("type").name(text).build();
    }
    if (type == GeminiSafetySetting.class) {
      return new GeminiSafetySetting(
          (GeminiHarmCategory) simple(GeminiHarmCategory.class, variant),
          (GeminiHarmBlockThreshold) simple(GeminiHarmBlockThreshold.class, variant));
    }
    if (type == GeminiThinkingConfig.class) {
      return GeminiThinkingConfig.builder().thinkingBudget(variant).build();
    }
    if (type == GeminiFunctionCallingConfig.class) {
      return new GeminiFunctionCallingConfig(GeminiMode.ANY, List.of(text));
    }
    return null;
  }

  private static Object array(String option, Type component, int variant) {
    Object element = of(option, component, variant);
    Object array = Array.newInstance(raw(component), 1);
    Array.set(array, 0, element);
    return array;
  }

  private static Object generic(String option, ParameterizedType type, int variant) {
    Type[] arguments = type.getActualTypeArguments();
    Class<?> raw = raw(type);
    if (raw == List.class) {
      return List.of(of(option, arguments[0], variant));
    }
    if (raw == Set.class) {
      return Set.of(of(option, arguments[0], variant));
    }
    if (raw == Map.class && option.equals("customHeaders")) {
      return Map.of("Authorization", SECRET + variant);
    }
    if (raw == Map.class) {
      return Map.of(of(option, arguments[0], variant), of(option, arguments[1], variant));
    }
    if (raw == EmbeddingParameter.class) {
      return new EmbeddingParameter<>("custom", Object.class);
    }
    if (raw == Supplier.class) {
      Object value = of(option, arguments[0], variant);
      return (Supplier<?>) () -> value;
    }
    return null;
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type;
  }
}

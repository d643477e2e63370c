package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.internal.model.ModelKey;
import dev.bytestore.internal.model.NotCacheableException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.anthropic.api.AnthropicApi;
import org.springframework.ai.anthropic.api.AnthropicCacheOptions;
import org.springframework.ai.anthropic.api.AnthropicCacheStrategy;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.ModelOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.ollama.api.ThinkOption;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.openai.api.ResponseFormat;

/** Each option of a provider's own class changes the key, except those that are known not to. */
class ProviderOptionsTest {

  private static final Set<String> WITHOUT_EFFECT =
      Set.of("cacheOptions", "internalToolExecutionEnabled", "toolContext");

  /** Requests with tool names have no key. */
  private static final Set<String> REFUSED = Set.of("toolNames");

  @Test
  void eachOptionOfOpenAiChangesTheKey() throws Exception {
    assertThat(fieldsThatChangeTheKey(OpenAiChatOptions.class))
        .isEqualTo(fieldsWithEffect(OpenAiChatOptions.class));
  }

  @Test
  void eachOptionOfOllamaChangesTheKey() throws Exception {
    assertThat(fieldsThatChangeTheKey(OllamaChatOptions.class))
        .isEqualTo(fieldsWithEffect(OllamaChatOptions.class));
  }

  @Test
  void eachOptionOfAnthropicChangesTheKey() throws Exception {
    assertThat(fieldsThatChangeTheKey(AnthropicChatOptions.class))
        .isEqualTo(fieldsWithEffect(AnthropicChatOptions.class));
  }

  @Test
  void aSecretHeaderIsNotPartOfTheKey() {
    assertThat(key(headers(Map.of("X-Region", "eu", "Authorization", "Bearer a"))))
        .isEqualTo(key(headers(Map.of("X-Region", "eu", "x-api-key", "b"))))
        .isEqualTo(key(headers(Map.of("X-Region", "eu"))))
        .isNotEqualTo(key(headers(Map.of("X-Region", "us"))))
        .isNotEqualTo(key(headers(Map.of("X-Region", "eu", "X-Keyword", "b"))));
    assertThat(key(headers(Map.of("Authorization", "Bearer a")))).isEqualTo(key(headers(Map.of())));
  }

  @Test
  void theToolsOfOpenAisOwnOptionRunInTheModelToo() {
    OpenAiApi.FunctionTool tool =
        new OpenAiApi.FunctionTool(new OpenAiApi.FunctionTool.Function("adds", "add", "{}"));

    assertThatThrownBy(() -> key(OpenAiChatOptions.builder().tools(List.of(tool)).build()))
        .isInstanceOf(NotCacheableException.class);
    assertThat(
            key(
                OpenAiChatOptions.builder()
                    .tools(List.of(tool))
                    .internalToolExecutionEnabled(false)
                    .build()))
        .isNotNull();
  }

  private static OpenAiChatOptions headers(Map<String, String> headers) {
    return OpenAiChatOptions.builder()
        .httpHeaders(headers)
        .internalToolExecutionEnabled(false)
        .build();
  }

  /** Options as those of Spring AI 2.0, which contain the key of the account. */
  private record SecretOptions(String apiKey, Object credential, String region)
      implements ModelOptions {}

  @Test
  void anApiKeyIsNotPartOfTheKey() {
    String one = PromptKey.JSON.of(new SecretOptions("sk-one", new Object(), "eu"));

    assertThat(one)
        .isEqualTo(PromptKey.JSON.of(new SecretOptions("sk-two", null, "eu")))
        .isNotEqualTo(PromptKey.JSON.of(new SecretOptions("sk-one", null, "us")))
        .doesNotContain("sk-");
  }

  private static Set<String> fieldsThatChangeTheKey(Class<? extends ChatOptions> type)
      throws Exception {
    Set<String> changing = new TreeSet<>();
    ModelKey unset = key(type.getDeclaredConstructor().newInstance());
    for (Field field : fields(type)) {
      ChatOptions options = type.getDeclaredConstructor().newInstance();
      field.setAccessible(true);
      field.set(options, value(field));
      disableTools(options);
      if (!REFUSED.contains(field.getName()) && !key(options).equals(unset)) {
        changing.add(field.getName());
      }
    }
    return changing;
  }

  private static void disableTools(ChatOptions options) {
    if (options instanceof ToolCallingChatOptions tools) {
      tools.setInternalToolExecutionEnabled(false);
    }
  }

  private static Set<String> fieldsWithEffect(Class<?> type) {
    Set<String> names = new TreeSet<>();
    fields(type).forEach(field -> names.add(field.getName()));
    names.removeAll(WITHOUT_EFFECT);
    names.removeAll(REFUSED);
    return names;
  }

  private static List<Field> fields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        fields.add(field);
      }
    }
    return fields;
  }

  private static Object value(Field field) throws Exception {
    if (field.getName().equals("toolCallbacks")) {
      return List.of(new FakeTool("add", "adds", "{}"));
    }
    if (field.getType() == AnthropicCacheOptions.class) {
      return AnthropicCacheOptions.builder().strategy(AnthropicCacheStrategy.SYSTEM_ONLY).build();
    }
    return value(field.getType());
  }

  private static Object value(Class<?> type) throws Exception {
    Map<Class<?>, Object> values =
        Map.of(
            List.class,
            List.of("a"),
            Set.class,
            Set.of("a"),
            Map.class,
            Map.of("a", "b"),
            Boolean.class,
            true,
            String.class,
            "a",
            Object.class,
            "a",
            ResponseFormat.class,
            ResponseFormat.builder().jsonSchema("{}").build(),
            ThinkOption.class,
            ThinkOption.ThinkBoolean.ENABLED,
            AnthropicApi.ToolChoice.class,
            new AnthropicApi.ToolChoiceAny());
    if (values.containsKey(type)) {
      return values.get(type);
    }
    if (Number.class.isAssignableFrom(type)) {
      return type.getMethod("valueOf", String.class).invoke(null, "3");
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    assertThat(type.isRecord()).as("add a value for %s", type).isTrue();
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      arguments[i] = value(types[i]);
    }
    return type.getDeclaredConstructor(types).newInstance(arguments);
  }

  private static ModelKey key(ChatOptions options) {
    return new PromptKey(() -> null, "fake", null).of(new Prompt("hi", options), null);
  }
}

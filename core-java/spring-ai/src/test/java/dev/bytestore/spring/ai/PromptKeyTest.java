package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.internal.TextHash;
import dev.bytestore.internal.model.ModelKey;
import dev.bytestore.internal.model.NotCacheableException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.util.MimeTypeUtils;

class PromptKeyTest {

  private static final List<Message> MESSAGES =
      List.of(new SystemMessage("Be brief."), new UserMessage("What is 6 times 7?"));

  /** One change for each option of Spring AI, by the name of its getter. */
  private static final Map<String, UnaryOperator<ChatOptions.Builder>> OPTIONS = new TreeMap<>();

  static {
    OPTIONS.put("getModel", o -> o.model("fake-2"));
    OPTIONS.put("getTemperature", o -> o.temperature(0.25));
    OPTIONS.put("getTopP", o -> o.topP(0.25));
    OPTIONS.put("getTopK", o -> o.topK(3));
    OPTIONS.put("getFrequencyPenalty", o -> o.frequencyPenalty(0.25));
    OPTIONS.put("getPresencePenalty", o -> o.presencePenalty(0.25));
    OPTIONS.put("getMaxTokens", o -> o.maxTokens(3));
    OPTIONS.put("getStopSequences", o -> o.stopSequences(List.of("END")));
  }

  static Set<String> optionNames() {
    return OPTIONS.keySet();
  }

  private static ModelKey key(ChatOptions defaults, Prompt prompt) {
    return new PromptKey(() -> defaults, "fake", null).of(prompt, null);
  }

  private static ModelKey key(Prompt prompt) {
    return key(ChatOptions.builder().model("fake-1").build(), prompt);
  }

  private static ModelKey key(Message message) {
    return key(new Prompt(message));
  }

  @ParameterizedTest
  @MethodSource("optionNames")
  void eachOptionChangesTheKey(String name) {
    ChatOptions changed = OPTIONS.get(name).apply(ChatOptions.builder()).build();
    ChatOptions unset = ChatOptions.builder().build();

    assertThat(key(new Prompt(MESSAGES, changed)))
        .isNotEqualTo(key(new Prompt(MESSAGES, unset)))
        .extracting(ModelKey::prompt)
        .isEqualTo(key(new Prompt(MESSAGES, unset)).prompt());
    assertThat(key(changed, new Prompt(MESSAGES))).isNotEqualTo(key(unset, new Prompt(MESSAGES)));
    assertThat(key(changed, new Prompt(MESSAGES, unset)))
        .isNotEqualTo(key(unset, new Prompt(MESSAGES, unset)));
  }

  @Test
  void allOptionsThatSpringAiHasAreTried() {
    Set<String> getters = new HashSet<>();
    for (Method method : ChatOptions.class.getMethods()) {
      if (method.getName().startsWith("get") && !Modifier.isStatic(method.getModifiers())) {
        getters.add(method.getName());
      }
    }

    assertThat(OPTIONS.keySet()).isEqualTo(getters);
  }

  @Test
  void aRequestWithoutOptionsHasTheKeyOfOneWithTheDefaults() {
    ChatOptions defaults = ChatOptions.builder().model("fake-1").temperature(0.0).build();

    assertThat(key(defaults, new Prompt(MESSAGES)))
        .isEqualTo(key(defaults, new Prompt(MESSAGES, defaults.copy())));
  }

  @Test
  void eachPartOfAMessageChangesTheKey() {
    Media image = Media.builder().mimeType(MimeTypeUtils.IMAGE_PNG).data(new byte[] {1}).build();
    AssistantMessage.ToolCall call = new AssistantMessage.ToolCall("1", "function", "t", "{}");
    Map<String, Message> messages = new LinkedHashMap<>();
    messages.put("user", new UserMessage("hi"));
    messages.put("other text", new UserMessage("hi "));
    messages.put("system", new SystemMessage("hi"));
    messages.put("answer", new AssistantMessage("hi"));
    messages.put("metadata", UserMessage.builder().text("hi").metadata(Map.of("k", 1)).build());
    messages.put("long", UserMessage.builder().text("hi").metadata(Map.of("k", 2)).build());
    messages.put("image", UserMessage.builder().text("hi").media(image).build());
    messages.put("two images", UserMessage.builder().text("hi").media(image, image).build());
    messages.put("tool call", answer(call));
    messages.put("id", answer(new AssistantMessage.ToolCall("2", "function", "t", "{}")));
    messages.put("type", answer(new AssistantMessage.ToolCall("1", "f", "t", "{}")));
    messages.put("name", answer(new AssistantMessage.ToolCall("1", "function", "u", "{}")));
    messages.put("arguments", answer(new AssistantMessage.ToolCall("1", "function", "t", "{ }")));
    messages.put("result", result(new ToolResponseMessage.ToolResponse("1", "t", "2")));
    messages.put("result id", result(new ToolResponseMessage.ToolResponse("2", "t", "2")));
    messages.put("result name", result(new ToolResponseMessage.ToolResponse("1", "u", "2")));
    messages.put("result data", result(new ToolResponseMessage.ToolResponse("1", "t", "3")));

    assertThat(messages.values().stream().map(PromptKeyTest::key)).doesNotHaveDuplicates();
    assertThat(key(new Prompt(MESSAGES)))
        .isNotEqualTo(key(new Prompt(MESSAGES.get(1), MESSAGES.get(0))));
  }

  private static AssistantMessage answer(AssistantMessage.ToolCall call) {
    return AssistantMessage.builder().content("hi").toolCalls(List.of(call)).build();
  }

  private static ToolResponseMessage result(ToolResponseMessage.ToolResponse response) {
    return ToolResponseMessage.builder().responses(List.of(response)).build();
  }

  @Test
  void eachPartOfAnImageChangesTheKeyButNotItsRandomName() {
    ModelKey key = key(media(Media.builder().data(new byte[] {1, 2})));

    assertThat(key(media(Media.builder().data(new byte[] {1, 2})))).isEqualTo(key);
    assertThat(key(media(Media.builder().data(new byte[] {1, 3})))).isNotEqualTo(key);
    assertThat(key(media(Media.builder().data(new byte[] {1, 2}).name("cat")))).isNotEqualTo(key);
    assertThat(key(media(Media.builder().data(new byte[] {1, 2}).id("7")))).isNotEqualTo(key);
    assertThat(key(media(Media.builder().data(URI.create("http://localhost/a.png")))))
        .isNotEqualTo(key(media(Media.builder().data(URI.create("http://localhost/b.png")))));
    assertThat(
            key(
                UserMessage.builder()
                    .text("hi")
                    .media(
                        Media.builder()
                            .mimeType(MimeTypeUtils.IMAGE_JPEG)
                            .data(new byte[] {1, 2})
                            .build())
                    .build()))
        .isNotEqualTo(key);
  }

  private static UserMessage media(Media.Builder media) {
    return UserMessage.builder()
        .text("hi")
        .media(media.mimeType(MimeTypeUtils.IMAGE_PNG).build())
        .build();
  }

  @Test
  void theDefinitionsOfToolsChangeTheKeyAndTheContextOfToolsDoesNot() {
    ModelKey key = key(new Prompt(MESSAGES, tools(new FakeTool("add", "adds", "{}"))));

    assertThat(
            List.of(
                key(new Prompt(MESSAGES, tools())),
                key(new Prompt(MESSAGES, tools(new FakeTool("plus", "adds", "{}")))),
                key(new Prompt(MESSAGES, tools(new FakeTool("add", "sums", "{}")))),
                key(new Prompt(MESSAGES, tools(new FakeTool("add", "adds", "{\"a\":1}"))))))
        .doesNotHaveDuplicates()
        .doesNotContain(key);
    ToolCallingChatOptions withContext = tools(new FakeTool("add", "adds", "{}"));
    withContext.setToolContext(Map.of("user", new Object()));
    assertThat(key(new Prompt(MESSAGES, withContext))).isEqualTo(key);
  }

  private static ToolCallingChatOptions tools(FakeTool... tools) {
    return ToolCallingChatOptions.builder()
        .toolCallbacks(tools)
        .internalToolExecutionEnabled(false)
        .build();
  }

  @Test
  void aRequestWhoseToolsRunInTheModelHasNoKey() {
    FakeTool tool = new FakeTool("add", "adds", "{}");
    ToolCallingChatOptions enabled = ToolCallingChatOptions.builder().toolCallbacks(tool).build();
    ToolCallingChatOptions disabled = tools();

    for (Prompt prompt : List.of(new Prompt("hi", enabled), new Prompt("hi"))) {
      assertThatThrownBy(() -> key(enabled, prompt))
          .isInstanceOf(NotCacheableException.class)
          .hasMessageStartingWith("a request with tools that the model runs itself");
    }
    assertThat(key(enabled, new Prompt("hi", disabled)))
        .isNotEqualTo(key(disabled, new Prompt("hi", disabled)));
    assertThat(key(ToolCallingChatOptions.builder().build(), new Prompt("hi"))).isNotNull();
  }

  @Test
  void aRequestWithNamesOfToolsHasNoKeyUnlessTheUserMakesOne() {
    ToolCallingChatOptions named =
        ToolCallingChatOptions.builder()
            .toolNames("add")
            .internalToolExecutionEnabled(false)
            .build();

    assertThatThrownBy(() -> key(new Prompt("hi", named)))
        .isInstanceOf(NotCacheableException.class)
        .hasMessageStartingWith("a request with names of tools");
    assertThat(new PromptKey(() -> null, "fake", o -> "one").of(new Prompt("hi", named), null))
        .isEqualTo(new PromptKey(() -> null, "fake", o -> "one").of(new Prompt("hi", named), null))
        .isNotEqualTo(new PromptKey(() -> null, "fake", o -> "one").of(new Prompt("hi"), null))
        .isNotEqualTo(
            new PromptKey(() -> null, "fake", o -> "two").of(new Prompt("hi", named), null));
  }

  @Test
  void anOwnKeyOfTheOptionsDoesNotHideTheTools() {
    PromptKey keys = new PromptKey(() -> null, "fake", options -> "one");

    assertThat(
            List.of(
                keys.of(new Prompt("hi"), null),
                keys.of(new Prompt("hi", tools(new FakeTool("add", "adds", "{}"))), null),
                keys.of(new Prompt("hi", tools(new FakeTool("add", "sums", "{}"))), null)))
        .doesNotHaveDuplicates();
    assertThat(keys.of(new Prompt("hi", tools(new FakeTool("add", "adds", "{}"))), null))
        .isEqualTo(keys.of(new Prompt("hi", tools(new FakeTool("add", "adds", "{}"))), null));
  }

  @Test
  void anOwnKeyThatIsNullIsNoKey() {
    PromptKey keys = new PromptKey(() -> null, "fake", ChatOptions::getModel);

    assertThatThrownBy(() -> keys.of(new Prompt("hi", ChatOptions.builder().build()), null))
        .isInstanceOf(NotCacheableException.class)
        .hasMessage("a request for which optionsKey returned null");
  }

  @Test
  void anEmptyListReplacesADefaultAndAListThatIsNullDoesNot() {
    ChatOptions defaults = OpenAiChatOptions.builder().stop(List.of("END")).build();

    assertThat(key(defaults, new Prompt("hi", OpenAiChatOptions.builder().stop(List.of()).build())))
        .isNotEqualTo(key(defaults, new Prompt("hi", OpenAiChatOptions.builder().build())));
  }

  @Test
  void anObjectThatHidesItsStateHasNoKey() {
    Runnable lambda = () -> {};
    for (Object value : List.of(lambda, new Thread(), new Object(), Map.of(1, 2))) {
      assertThatThrownBy(
              () -> key(UserMessage.builder().text("hi").metadata(Map.of("k", value)).build()))
          .isInstanceOf(NotCacheableException.class);
    }
  }

  @Test
  void modelKeyAndTenantChangeTheKey() {
    Prompt prompt = new Prompt("hi");
    PromptKey one = new PromptKey(() -> null, "one", null);

    assertThat(
            List.of(
                one.of(prompt, null),
                one.of(prompt, "ann"),
                one.of(prompt, "bob"),
                new PromptKey(() -> null, "two", null).of(prompt, null)))
        .doesNotHaveDuplicates();
  }

  @Test
  void theFormatIsTheOneThatTheDocumentsDescribe() {
    ModelKey key =
        new PromptKey(() -> ChatOptions.builder().model("fake-1").build(), "fake", null)
            .of(new Prompt("hi", ChatOptions.builder().temperature(0.5).build()), "ann");

    assertThat(key.prompt())
        .isEqualTo(
            """
            [{"class": "org.springframework.ai.chat.messages.UserMessage", "fields": \
            {"messageType": {"class": "org.springframework.ai.chat.messages.MessageType", \
            "name": "USER"}, "textContent": "hi"}}]\
            """);
    String options = "{\"class\": \"%s\", \"fields\": {%s}}";
    String type = "org.springframework.ai.chat.prompt.DefaultChatOptions";
    assertThat(key.llmString())
        .isEqualTo(
            """
            {"defaults": "%s", "format": "bytestore-spring-ai-1", "model_key": "fake", \
            "options": "%s", "tenant": "ann"}\
            """
                .formatted(
                    TextHash.sha256(options.formatted(type, "\"model\": \"fake-1\"")),
                    TextHash.sha256(options.formatted(type, "\"temperature\": 0.5"))));
  }
}

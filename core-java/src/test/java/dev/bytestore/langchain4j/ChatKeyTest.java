package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.data.pdf.PdfFile;
import dev.langchain4j.data.video.Video;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChatKeyTest {

  private static final List<ChatMessage> MESSAGES =
      List.of(SystemMessage.from("Be brief."), UserMessage.from("What is 6 times 7?"));

  /** One change of each parameter that LangChain4j's requests have, by the name of its getter. */
  private static final Map<String, UnaryOperator<DefaultChatRequestParameters.Builder<?>>>
      PARAMETERS = new TreeMap<>();

  static {
    PARAMETERS.put("modelName", p -> p.modelName("fake-2"));
    PARAMETERS.put("temperature", p -> p.temperature(0.25));
    PARAMETERS.put("topP", p -> p.topP(0.25));
    PARAMETERS.put("topK", p -> p.topK(3));
    PARAMETERS.put("frequencyPenalty", p -> p.frequencyPenalty(0.25));
    PARAMETERS.put("presencePenalty", p -> p.presencePenalty(0.25));
    PARAMETERS.put("maxOutputTokens", p -> p.maxOutputTokens(3));
    PARAMETERS.put("stopSequences", p -> p.stopSequences("END"));
    PARAMETERS.put("toolSpecifications", p -> p.toolSpecifications(tool().build()));
    PARAMETERS.put("toolChoice", p -> p.toolChoice(ToolChoice.REQUIRED));
    PARAMETERS.put("responseFormat", p -> p.responseFormat(ResponseFormat.JSON));
  }

  static Set<String> parameterNames() {
    return PARAMETERS.keySet();
  }

  @ParameterizedTest
  @MethodSource("parameterNames")
  void eachParameterChangesTheKey(String name) {
    ChatRequestParameters changed =
        PARAMETERS.get(name).apply(ChatRequestParameters.builder()).build();

    assertThat(key(request(changed))).isNotEqualTo(key(request(null)));
    assertThat(key(request(changed)).prompt()).isEqualTo(key(request(null)).prompt());
  }

  @ParameterizedTest
  @MethodSource("parameterNames")
  void eachParameterOfTheModelsDefaultsChangesTheKey(String name) {
    ChatRequestParameters changed =
        PARAMETERS.get(name).apply(ChatRequestParameters.builder()).build();

    assertThat(key(model(changed), request(null)))
        .isNotEqualTo(key(model(DefaultChatRequestParameters.EMPTY), request(null)));
  }

  @Test
  void allParametersThatLangChain4jHasAreTried() {
    Set<String> getters = new HashSet<>();
    for (Method method : ChatRequestParameters.class.getMethods()) {
      if (method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers())) {
        getters.add(method.getName());
      }
    }

    assertThat(PARAMETERS.keySet()).isEqualTo(getters);
  }

  @Test
  void theSameRequestHasTheSameKeyHoweverItIsSpelled() {
    ChatRequestParameters zero = ChatRequestParameters.builder().temperature(0.0).build();

    assertThat(key(model(zero), request(null)))
        .isEqualTo(key(model(DefaultChatRequestParameters.EMPTY), request(zero)))
        .isEqualTo(key(model(zero), request(zero)));
  }

  @Test
  void providerTenantAndClassOfAModelWithoutANameChangeTheKey() {
    ChatRequest request = request(null);
    ChatRequestParameters none = DefaultChatRequestParameters.EMPTY;
    ChatRequestParameters named = ChatRequestParameters.builder().modelName("m").build();
    ChatKey key = key(new ChatKey.Model(ModelProvider.OTHER, none, String.class), request);

    assertThat(key(new ChatKey.Model(ModelProvider.OLLAMA, none, String.class), request))
        .isNotEqualTo(key);
    assertThat(key(new ChatKey.Model(ModelProvider.OTHER, none, List.class), request))
        .isNotEqualTo(key);
    assertThat(key(new ChatKey.Model(ModelProvider.OTHER, named, String.class), request))
        .isEqualTo(key(new ChatKey.Model(ModelProvider.OTHER, named, List.class), request));
    assertThat(ChatKey.of(model(none), request, "ann", null))
        .isNotEqualTo(ChatKey.of(model(none), request, "bob", null))
        .isNotEqualTo(ChatKey.of(model(none), request, null, null));
  }

  /** Objects that differ in one field each, by {@code Class.field}. */
  static Map<String, Object[]> differences() {
    Map<String, Object[]> pairs = new LinkedHashMap<>();
    pairs.put("messages: order", two(MESSAGES, List.of(MESSAGES.get(1), MESSAGES.get(0))));
    pairs.put("messages: kind", two(SystemMessage.from("a"), UserMessage.from("a")));
    pairs.put("SystemMessage.text", two(SystemMessage.from("a"), SystemMessage.from("b")));
    pairs.put("UserMessage.contents", two(UserMessage.from("a"), UserMessage.from("b")));
    pairs.put("UserMessage.name", two(UserMessage.from("a", "x"), UserMessage.from("b", "x")));
    pairs.put(
        "UserMessage.attributes",
        two(UserMessage.from("a"), user(Map.of("k", 1)), user(Map.of("k", "1"))));
    pairs.put("AiMessage.text", two(AiMessage.from("a"), AiMessage.from("b")));
    pairs.put("AiMessage.thinking", two(AiMessage.from("a"), ai().thinking("t").build()));
    pairs.put(
        "AiMessage.attributes",
        two(ai().attributes(Map.of("k", 1)).build(), ai().attributes(Map.of("k", 2)).build()));
    pairs.put("AiMessage.toolExecutionRequests", two(AiMessage.from("a"), calls("i", "n", "{}")));
    pairs.put("ToolExecutionRequest.id", two(calls("i", "n", "{}"), calls("j", "n", "{}")));
    pairs.put("ToolExecutionRequest.name", two(calls("i", "n", "{}"), calls("i", "m", "{}")));
    pairs.put("ToolExecutionRequest.arguments", two(calls("i", "n", "{}"), calls("i", "n", "{ }")));
    pairs.put("ToolExecutionResultMessage.id", two(result("1", "n", "t"), result("2", "n", "t")));
    pairs.put(
        "ToolExecutionResultMessage.toolName", two(result("1", "n", "t"), result("1", "m", "t")));
    pairs.put(
        "ToolExecutionResultMessage.contents", two(result("1", "n", "t"), result("1", "n", "u")));
    pairs.put(
        "ToolExecutionResultMessage.isError",
        two(
            ToolExecutionResultMessage.builder().text("t").isError(true).build(),
            ToolExecutionResultMessage.builder().text("t").isError(false).build(),
            ToolExecutionResultMessage.builder().text("t").build()));
    pairs.put(
        "ToolExecutionResultMessage.attributes",
        two(
            ToolExecutionResultMessage.builder().text("t").attributes(Map.of("k", 1)).build(),
            ToolExecutionResultMessage.builder().text("t").build()));
    pairs.put(
        "CustomMessage.attributes",
        two(CustomMessage.from(Map.of("a", "b")), CustomMessage.from(Map.of("a", "c"))));
    pairs.put("TextContent.text", two(TextContent.from("a"), TextContent.from("b")));
    pairs.put(
        "ImageContent.detailLevel",
        two(
            ImageContent.from("aGk=", "image/png", ImageContent.DetailLevel.LOW),
            ImageContent.from("aGk=", "image/png", ImageContent.DetailLevel.HIGH)));
    pairs.put(
        "ImageContent.image",
        two(ImageContent.from("aGk=", "image/png"), ImageContent.from("aGo=", "image/png")));
    pairs.put("Image.url", two(image().url(URI.create("a:b")).build(), image().build()));
    pairs.put("Image.base64Data", two(image().base64Data("aGk=").build(), image().build()));
    pairs.put("Image.mimeType", two(image().mimeType("image/gif").build(), image().build()));
    pairs.put("Image.revisedPrompt", two(image().revisedPrompt("p").build(), image().build()));
    pairs.put("AudioContent.audio", two(AudioContent.from("a:b"), AudioContent.from("a:c")));
    pairs.put("Audio.url", two(Audio.builder().url(URI.create("a:b")).build(), audio().build()));
    pairs.put("Audio.binaryData", two(audio().binaryData(new byte[] {1}).build(), audio().build()));
    pairs.put("Audio.base64Data", two(audio().base64Data("aGk=").build(), audio().build()));
    pairs.put("Audio.mimeType", two(audio().mimeType("audio/x").build(), audio().build()));
    pairs.put("VideoContent.video", two(VideoContent.from("a:b"), VideoContent.from("a:c")));
    pairs.put("Video.url", two(Video.builder().url("a:b").build(), Video.builder().build()));
    pairs.put("Video.base64Data", two(video().base64Data("aGk=").build(), video().build()));
    pairs.put("Video.mimeType", two(video().mimeType("video/x").build(), video().build()));
    pairs.put(
        "PdfFileContent.pdfFile", two(PdfFileContent.from("a:b"), PdfFileContent.from("a:c")));
    pairs.put("PdfFile.url", two(PdfFile.builder().url("a:b").build(), pdf().build()));
    pairs.put("PdfFile.base64Data", two(pdf().base64Data("aGk=").build(), pdf().build()));
    pairs.put("PdfFile.mimeType", two(pdf().mimeType("x/y").build(), pdf().build()));
    pairs.put("ToolSpecification.name", two(tool().build(), tool().name("b").build()));
    pairs.put(
        "ToolSpecification.description", two(tool().build(), tool().description("b").build()));
    pairs.put(
        "ToolSpecification.parameters",
        two(tool().build(), tool().parameters(JsonObjectSchema.builder().build()).build()));
    pairs.put(
        "ToolSpecification.metadata", two(tool().build(), tool().addMetadata("a", "b").build()));
    pairs.put("ToolSpecification.strict", two(tool().build(), tool().strict(true).build()));
    pairs.put("ResponseFormat.type", two(ResponseFormat.JSON, ResponseFormat.TEXT));
    pairs.put("ResponseFormat.jsonSchema", two(ResponseFormat.JSON, format("s", string("d"))));
    pairs.put("JsonSchema.name", two(format("s", string("d")), format("t", string("d"))));
    pairs.put("JsonSchema.rootElement", two(format("s", string("d")), format("s", string("e"))));
    pairs.put(
        "JsonStringSchema, JsonIntegerSchema",
        two(string("d"), JsonIntegerSchema.builder().description("d").build()));
    pairs.put(
        "JsonObjectSchema.description", two(object().build(), object().description("d").build()));
    pairs.put(
        "JsonObjectSchema.properties",
        two(object().build(), object().addStringProperty("a").build()));
    pairs.put("JsonObjectSchema.required", two(object().build(), object().required("a").build()));
    pairs.put(
        "JsonObjectSchema.additionalProperties",
        two(object().build(), object().additionalProperties(false).build()));
    pairs.put(
        "JsonObjectSchema.definitions",
        two(object().build(), object().definitions(Map.of("a", string("d"))).build()));
    pairs.put(
        "JsonArraySchema.items",
        two(
            JsonArraySchema.builder().items(string("a")).build(),
            JsonArraySchema.builder().items(string("b")).build()));
    pairs.put(
        "JsonEnumSchema.enumValues",
        two(
            JsonEnumSchema.builder().enumValues("a").build(),
            JsonEnumSchema.builder().enumValues("b").build()));
    pairs.put(
        "JsonAnyOfSchema.anyOf",
        two(
            JsonAnyOfSchema.builder().anyOf(string("a")).build(),
            JsonAnyOfSchema.builder().anyOf(string("b")).build()));
    pairs.put(
        "JsonReferenceSchema.reference",
        two(
            JsonReferenceSchema.builder().reference("a").build(),
            JsonReferenceSchema.builder().reference("b").build()));
    pairs.put("JsonRawSchema.schema", two(JsonRawSchema.from("{}"), JsonRawSchema.from("{ }")));
    return pairs;
  }

  static Stream<Arguments> pairs() {
    return differences().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void eachFieldOfEachPartOfARequestChangesItsText(String name, Object[] different) {
    assertThat(Stream.of(different).map(ObjectText::of)).doesNotHaveDuplicates();
  }

  @Test
  void allFieldsOfMessagesContentsAndToolsAreTried() {
    List<String> fields = new ArrayList<>();
    for (Class<?> type :
        List.of(
            SystemMessage.class,
            UserMessage.class,
            AiMessage.class,
            ToolExecutionRequest.class,
            ToolExecutionResultMessage.class,
            CustomMessage.class,
            TextContent.class,
            ImageContent.class,
            Image.class,
            AudioContent.class,
            Audio.class,
            VideoContent.class,
            Video.class,
            PdfFileContent.class,
            PdfFile.class,
            ToolSpecification.class,
            ResponseFormat.class,
            JsonSchema.class,
            JsonObjectSchema.class)) {
      Arrays.stream(type.getDeclaredFields())
          .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
          .forEach(field -> fields.add(type.getSimpleName() + "." + field.getName()));
    }

    assertThat(differences().keySet()).containsAll(fields);
  }

  @Test
  void theOrderOfAMapDoesNotChangeTheKey() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("a", 1);
    one.put("b", 2);
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("b", 2);
    other.put("a", 1);

    assertThat(ObjectText.of(user(one))).isEqualTo(ObjectText.of(user(other)));
  }

  @Test
  void theFormatIsTheOneThatTheDocumentsDescribe() {
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("hi"))
            .temperature(0.5)
            .toolChoice(ToolChoice.AUTO)
            .build();
    ChatKey key =
        ChatKey.of(
            model(ChatRequestParameters.builder().modelName("fake-1").build()),
            request,
            "ann",
            null);

    assertThat(key.prompt())
        .isEqualTo(
            """
            [{"class": "dev.langchain4j.data.message.UserMessage", "fields": {"attributes": \
            {"map": {}}, "contents": [{"class": "dev.langchain4j.data.message.TextContent", \
            "fields": {"text": "hi"}}]}}]""");
    assertThat(key.llmString())
        .isEqualTo(
            """
            {"format": "bytestore-langchain4j-1", "parameters": {"class": \
            "dev.langchain4j.model.chat.request.DefaultChatRequestParameters", "fields": \
            {"modelName": "fake-1", "stopSequences": [], "temperature": 0.5, "toolChoice": \
            {"class": "dev.langchain4j.model.chat.request.ToolChoice", "name": "AUTO"}, \
            "toolSpecifications": []}}, "provider": "OTHER", "tenant": "ann"}""");
  }

  /** As each provider has one. */
  static final class ProviderParameters extends DefaultChatRequestParameters {
    private final Object seed;

    private ProviderParameters(Builder builder) {
      super(builder);
      this.seed = builder.seed;
    }

    @Override
    public ChatRequestParameters overrideWith(ChatRequestParameters that) {
      return new Builder(seed).overrideWith(this).overrideWith(that).build();
    }

    @Override
    public ChatRequestParameters defaultedBy(ChatRequestParameters that) {
      return new Builder(seed).overrideWith(that).overrideWith(this).build();
    }

    static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
      private final Object seed;

      Builder(Object seed) {
        this.seed = seed;
      }

      @Override
      public ProviderParameters build() {
        return new ProviderParameters(this);
      }
    }
  }

  record Reasoning(String effort) {}

  @Test
  void whatAProvidersOwnParametersHoldChangesTheKey() {
    ChatKey key = key(request(new ProviderParameters.Builder(null).build()));

    assertThat(
            Stream.of(1, 2, "1", new Reasoning("low"), new Reasoning("high"), List.of(1))
                .map(seed -> key(request(new ProviderParameters.Builder(seed).build()))))
        .doesNotHaveDuplicates()
        .doesNotContain(key);
    assertThat(key).isNotEqualTo(key(request(DefaultChatRequestParameters.EMPTY)));
  }

  @Test
  void whatHidesItsStateHasNoKey() {
    Map<String, Object> cycle = new HashMap<>();
    cycle.put("self", cycle);
    Runnable lambda = () -> {};

    for (Object seed : List.of(lambda, new Thread(), cycle, Map.of(1, 2), new Object())) {
      assertThatThrownBy(() -> key(request(new ProviderParameters.Builder(seed).build())))
          .isInstanceOf(NotCacheableException.class);
    }
  }

  @Test
  void theParametersKeyStandsForTheParameters() {
    Runnable lambda = () -> {};
    ChatRequest request = request(new ProviderParameters.Builder(lambda).build());

    assertThat(ChatKey.of(fake(), request, null, p -> "one"))
        .isEqualTo(ChatKey.of(fake(), request(null), null, p -> "one"))
        .isNotEqualTo(ChatKey.of(fake(), request, null, p -> "two"));
  }

  @Test
  void anUnpairedSurrogateIsAPartOfTheKeyAsAnyOther() {
    assertThat(ObjectText.of("\ud800")).isNotEqualTo(ObjectText.of("\udc00"));
  }

  private static ChatKey key(ChatRequest request) {
    return key(fake(), request);
  }

  private static ChatKey key(ChatKey.Model model, ChatRequest request) {
    return ChatKey.of(model, request, null, null);
  }

  private static ChatKey.Model fake() {
    return model(ChatRequestParameters.builder().modelName("fake-1").build());
  }

  private static ChatKey.Model model(ChatRequestParameters defaults) {
    return new ChatKey.Model(ModelProvider.OTHER, defaults, FakeChatModel.class);
  }

  private static ChatRequest request(ChatRequestParameters parameters) {
    return ChatRequest.builder().messages(MESSAGES).parameters(parameters).build();
  }

  private static Object[] two(Object... different) {
    return different;
  }

  private static UserMessage user(Map<String, Object> attributes) {
    return UserMessage.builder().addContent(TextContent.from("a")).attributes(attributes).build();
  }

  private static AiMessage.Builder ai() {
    return AiMessage.builder().text("a");
  }

  private static AiMessage calls(String id, String name, String arguments) {
    return AiMessage.from(
        ToolExecutionRequest.builder().id(id).name(name).arguments(arguments).build());
  }

  private static ToolExecutionResultMessage result(String id, String name, String text) {
    return ToolExecutionResultMessage.from(id, name, text);
  }

  private static Image.Builder image() {
    return Image.builder();
  }

  private static Audio.Builder audio() {
    return Audio.builder();
  }

  private static Video.Builder video() {
    return Video.builder();
  }

  private static PdfFile.Builder pdf() {
    return PdfFile.builder();
  }

  private static ToolSpecification.Builder tool() {
    return ToolSpecification.builder().name("a");
  }

  private static JsonObjectSchema.Builder object() {
    return JsonObjectSchema.builder();
  }

  private static ResponseFormat format(String name, JsonSchemaElement root) {
    return ResponseFormat.builder()
        .type(ResponseFormat.JSON.type())
        .jsonSchema(JsonSchema.builder().name(name).rootElement(root).build())
        .build();
  }

  private static JsonStringSchema string(String description) {
    return JsonStringSchema.builder().description(description).build();
  }
}

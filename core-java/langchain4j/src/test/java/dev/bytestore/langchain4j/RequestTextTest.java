package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.langchain4j.model.chat.request.ResponseFormat;
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
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that differ in anything have different texts. */
class RequestTextTest {

  private static final List<ChatMessage> MESSAGES =
      List.of(SystemMessage.from("Be brief."), UserMessage.from("What is 6 times 7?"));

  /** Objects that differ in one field each, by {@code Class.field}. */
  static Map<String, Object[]> differences() {
    Map<String, Object[]> pairs = new LinkedHashMap<>();
    pairs.put("messages: order", two(MESSAGES, List.of(MESSAGES.get(1), MESSAGES.get(0))));
    pairs.put("messages: kind", two(SystemMessage.from("a"), UserMessage.from("a")));
    pairs.put("SystemMessage.text", two(SystemMessage.from("a"), SystemMessage.from("b")));
    pairs.put(
        "SystemMessage.attributes",
        two(
            SystemMessage.from("a"),
            SystemMessage.builder().text("a").attributes(Map.of("k", 1)).build(),
            SystemMessage.builder().text("a").attributes(Map.of("k", List.of())).build()));
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
        "ImageContent.detailLevelSpecified",
        two(
            ImageContent.from("aGk=", "image/png"),
            ImageContent.from("aGk=", "image/png", ImageContent.DetailLevel.LOW)));
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
    assertThat(Stream.of(different).map(KeyFormat::json)).doesNotHaveDuplicates();
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

    assertThat(KeyFormat.json(user(one))).isEqualTo(KeyFormat.json(user(other)));
  }

  @Test
  void anUnpairedSurrogateIsAPartOfTheKeyAsAnyOther() {
    assertThat(KeyFormat.json("\ud800")).isNotEqualTo(KeyFormat.json("\udc00"));
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

  @Test
  void aLongConversationWithImagesHasAText() {
    List<ChatMessage> messages = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      messages.add(UserMessage.from("message " + i));
    }
    for (int i = 0; i < 5; i++) {
      Image image = Image.builder().base64Data("aGk=".repeat(500_000)).mimeType("a/b").build();
      messages.add(UserMessage.from(TextContent.from("look"), ImageContent.from(image)));
    }

    assertThat(KeyFormat.json(messages).length()).isGreaterThan(10_000_000);
  }
}

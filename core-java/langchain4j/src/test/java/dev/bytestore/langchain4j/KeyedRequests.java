package dev.bytestore.langchain4j;

import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.internal.model.EmbeddingCache;
import dev.bytestore.internal.model.ModelKey;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingInputType;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The keys of a fixed set of requests with all kinds of messages, contents and parameters. It uses
 * only classes and methods that the oldest supported version of LangChain4j has.
 */
final class KeyedRequests implements Callable<List<String>> {

  private static final String DATA = "aGk=";

  @Override
  public List<String> call() {
    List<String> keys = new ArrayList<>();
    messages()
        .forEach(
            (name, message) ->
                keys.add(key(name, ChatRequest.builder().messages(message).build())));
    parameters()
        .forEach(
            (name, parameters) ->
                keys.add(
                    key(
                        name,
                        ChatRequest.builder()
                            .messages(UserMessage.from("hi"))
                            .parameters(parameters)
                            .build())));
    keys.add(embeddingKey("no parameters", EmbeddingRequestParameters.EMPTY));
    keys.add(
        embeddingKey(
            "all parameters",
            EmbeddingRequestParameters.builder()
                .modelName("other")
                .dimensions(3)
                .inputType(EmbeddingInputType.QUERY)
                .build()));
    return keys;
  }

  private static String key(String name, ChatRequest request) {
    ChatKeys.Model model =
        new ChatKeys.Model(
            ModelProvider.OTHER,
            ChatRequestParameters.builder().modelName("fake-1").build(),
            ModelIdentity.named("fake"));
    ModelKey key = new ChatKeys(() -> model, null).of(request, null);
    return "%s: %s %s".formatted(name, key.prompt(), key.llmString());
  }

  private static String embeddingKey(String name, EmbeddingRequestParameters parameters) {
    FakeEmbeddingModel model = new FakeEmbeddingModel();
    return "%s: %s"
        .formatted(
            name,
            new EmbeddingSpaces(
                    model,
                    new EmbeddingCache(new InMemoryByteStore(), EmbeddingKeyEncoder.SHA256, null),
                    "fake")
                .batch(List.of(EmbeddingInput.from("hi")), parameters)
                .keys());
  }

  static Map<String, ChatMessage> messages() {
    Map<String, Object> attributes = Map.of("k", 1, "empty", List.of());
    ToolExecutionRequest call =
        ToolExecutionRequest.builder().id("1").name("add").arguments("{\"a\": 1}").build();
    Map<String, ChatMessage> messages = new LinkedHashMap<>();
    messages.put("system", SystemMessage.from("Be brief."));
    messages.put("user", UserMessage.from("hi"));
    messages.put("user with a name", UserMessage.from("ann", "hi"));
    messages.put(
        "user with attributes",
        UserMessage.builder().addContent(TextContent.from("hi")).attributes(attributes).build());
    messages.put("answer", AiMessage.from("hello"));
    messages.put(
        "answer with all fields",
        AiMessage.builder()
            .text("hello")
            .thinking("hm")
            .toolExecutionRequests(List.of(call))
            .attributes(attributes)
            .build());
    messages.put("tool calls", AiMessage.from(call));
    messages.put("tool result", ToolExecutionResultMessage.from(call, "2"));
    messages.put(
        "tool result with all fields",
        ToolExecutionResultMessage.builder()
            .id("1")
            .toolName("add")
            .contents(TextContent.from("2"), ImageContent.from(DATA, "image/png"))
            .isError(true)
            .attributes(attributes)
            .build());
    messages.put("custom", CustomMessage.from(attributes));
    messages.put("custom without attributes", CustomMessage.from(Map.of()));
    contents().forEach((name, content) -> messages.put(name, UserMessage.from(content)));
    return messages;
  }

  static Map<String, Content> contents() {
    Map<String, Content> contents = new LinkedHashMap<>();
    contents.put("text", TextContent.from("hi"));
    contents.put("image at a URL", ImageContent.from("http://localhost/a.png"));
    contents.put("image", ImageContent.from(DATA, "image/png"));
    for (ImageContent.DetailLevel level : ImageContent.DetailLevel.values()) {
      // LOW is also the default. Only newer versions know whether it was set.
      if (level != ImageContent.DetailLevel.LOW) {
        contents.put("image in " + level, ImageContent.from(DATA, "image/png", level));
      }
    }
    contents.put("audio at a URL", AudioContent.from("http://localhost/a.mp3"));
    contents.put("audio", AudioContent.from(DATA, "audio/mp3"));
    contents.put(
        "audio of bytes",
        AudioContent.from(
            Audio.builder().binaryData(new byte[] {1, 2}).mimeType("audio/mp3").build()));
    contents.put("video at a URL", VideoContent.from("http://localhost/a.mp4"));
    contents.put("video", VideoContent.from(DATA, "video/mp4"));
    contents.put("file at a URL", PdfFileContent.from("http://localhost/a.pdf"));
    contents.put("file", PdfFileContent.from(DATA, "application/pdf"));
    return contents;
  }

  static Map<String, ChatRequestParameters> parameters() {
    JsonObjectSchema schema = schema();
    ToolSpecification tool =
        ToolSpecification.builder()
            .name("add")
            .description("adds")
            .parameters(schema)
            .addMetadata("k", "v")
            .strict(true)
            .build();
    Map<String, ChatRequestParameters> parameters = new LinkedHashMap<>();
    parameters.put("no parameters", ChatRequestParameters.builder().build());
    parameters.put(
        "all parameters",
        ChatRequestParameters.builder()
            .modelName("fake-2")
            .temperature(0.0)
            .topP(0.5)
            .topK(3)
            .frequencyPenalty(0.25)
            .presencePenalty(0.75)
            .maxOutputTokens(100)
            .stopSequences("END")
            .toolSpecifications(tool, ToolSpecification.builder().name("now").build())
            .toolChoice(ToolChoice.REQUIRED)
            .responseFormat(
                ResponseFormat.builder()
                    .type(ResponseFormat.JSON.type())
                    .jsonSchema(JsonSchema.builder().name("s").rootElement(schema).build())
                    .build())
            .build());
    return parameters;
  }

  private static JsonObjectSchema schema() {
    return JsonObjectSchema.builder()
        .description("everything")
        .addProperty("string", JsonStringSchema.builder().description("s").build())
        .addProperty("integer", JsonIntegerSchema.builder().build())
        .addProperty("number", JsonNumberSchema.builder().build())
        .addProperty("boolean", JsonBooleanSchema.builder().build())
        .addProperty("enum", JsonEnumSchema.builder().enumValues("a", "b").build())
        .addProperty("list", JsonArraySchema.builder().items(new JsonNullSchema()).build())
        .addProperty("any", JsonAnyOfSchema.builder().anyOf(new JsonStringSchema()).build())
        .addProperty("reference", JsonReferenceSchema.builder().reference("d").build())
        .addProperty("raw", JsonRawSchema.from("{\"type\": \"string\"}"))
        .addProperty("object", JsonObjectSchema.builder().build())
        .required("string")
        .additionalProperties(false)
        .definitions(Map.of("d", JsonStringSchema.builder().build()))
        .build();
  }
}

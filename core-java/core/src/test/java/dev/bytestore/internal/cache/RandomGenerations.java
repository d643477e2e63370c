package dev.bytestore.internal.cache;

import dev.bytestore.Generation;
import dev.bytestore.InvalidToolCall;
import dev.bytestore.Message;
import dev.bytestore.ToolCall;
import dev.bytestore.UsageMetadata;
import dev.bytestore.testing.RandomJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes random generations of every kind. Many contain maps that look like LangChain's objects. */
final class RandomGenerations {

  private static final int DEPTH = 3;
  private static final String[] CLASSES = {
    "Human", "System", "Tool", "Chat", "Function", "Base", "AI"
  };

  private final Random random;
  private final RandomJson json;

  private RandomGenerations(Random random) {
    this.random = random;
    this.json = new RandomJson(random);
  }

  static List<Generation> next(Random random) {
    RandomGenerations source = new RandomGenerations(random);
    return source.json.list(source::generation);
  }

  private Generation generation() {
    Generation generation =
        switch (random.nextInt(4)) {
          case 0 -> Generation.of(json.text());
          case 1 -> Generation.of(json.text()).asChunk();
          case 2 -> Generation.chat(random.nextBoolean() ? aiMessage() : message(""));
          default -> Generation.chat(message("Chunk")).asChunk();
        };
    return random.nextBoolean() ? generation : generation.withGenerationInfo(json.object(DEPTH));
  }

  @SuppressWarnings("NullAway") // on JDK 17 it does not see the @Nullable inside a parameter's type
  private Message aiMessage() {
    Message message =
        Message.of("AIMessage", Map.of("content", content()))
            .withToolCalls(
                json.list(() -> new ToolCall(json.text(), json.object(DEPTH), json.textOrNull())))
            .withInvalidToolCalls(
                json.list(
                    () ->
                        new InvalidToolCall(
                            json.textOrNull(),
                            json.textOrNull(),
                            json.textOrNull(),
                            json.textOrNull())))
            .withAdditionalKwargs(json.object(DEPTH))
            .withResponseMetadata(json.object(DEPTH))
            .withId(json.textOrNull())
            .withName(json.textOrNull());
    return random.nextBoolean()
        ? message
        : message.withUsageMetadata(
            new UsageMetadata(
                random.nextLong(), random.nextInt(), random.nextLong(), Map.of("x", json.text())));
  }

  private Message message(String suffix) {
    String kind = CLASSES[random.nextInt(CLASSES.length)];
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("content", content());
    fields.put("unknown", json.value(DEPTH));
    fields.put("lc", json.value(1));
    switch (kind) {
      case "Tool" -> fields.put("tool_call_id", json.text());
      case "Chat" -> fields.put("role", json.text());
      case "Function" -> fields.put("name", json.text());
      case "Base" -> fields.put("type", "of my own");
      default -> {}
    }
    return Message.of(kind + "Message" + suffix, fields);
  }

  private Object content() {
    return random.nextBoolean() ? json.text() : json.list(this::block);
  }

  private Object block() {
    return switch (random.nextInt(4)) {
      case 0 -> json.text();
      case 1 -> Map.of("type", "text", "text", json.text());
      case 2 -> Map.of("text", json.text());
      default -> {
        Map<String, @Nullable Object> block = json.object(DEPTH);
        block.put("type", "image");
        yield block;
      }
    };
  }
}

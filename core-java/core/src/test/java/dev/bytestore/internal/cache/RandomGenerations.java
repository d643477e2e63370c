package dev.bytestore.internal.cache;

import dev.bytestore.Generation;
import dev.bytestore.InvalidToolCall;
import dev.bytestore.Message;
import dev.bytestore.ToolCall;
import dev.bytestore.UsageMetadata;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes random generations of every kind. Many contain maps that look like LangChain's objects. */
final class RandomGenerations {

  private static final int DEPTH = 3;
  private static final String[] KEYS = {
    "lc", "__lc_escaped__", "type", "id", "text", "kwargs", "repr", "a", "\u00e9\"\\", "\ud800"
  };
  private static final String[] WORDS = {
    "",
    "x",
    "constructor",
    "not_implemented",
    "secret",
    "\ud800",
    "\udc00\ud800",
    "\ud83c\udf0d",
    "\u007f\u0000\ufeff",
    "\\\"/\b\f\n\r\t",
    "\u041f\u0440\u0438"
  };
  private static final String[] CLASSES = {
    "Human", "System", "Tool", "Chat", "Function", "Base", "AI"
  };

  private final Random random;

  private RandomGenerations(Random random) {
    this.random = random;
  }

  static List<Generation> next(Random random) {
    RandomGenerations source = new RandomGenerations(random);
    return source.list(source::generation);
  }

  private Generation generation() {
    Generation generation =
        switch (random.nextInt(4)) {
          case 0 -> Generation.of(text());
          case 1 -> Generation.of(text()).asChunk();
          case 2 -> Generation.chat(random.nextBoolean() ? aiMessage() : message(""));
          default -> Generation.chat(message("Chunk")).asChunk();
        };
    return random.nextBoolean() ? generation : generation.withGenerationInfo(object(DEPTH));
  }

  @SuppressWarnings("NullAway") // on JDK 17 it does not see the @Nullable inside a parameter's type
  private Message aiMessage() {
    Message message =
        Message.of("AIMessage", Map.of("content", content()))
            .withToolCalls(list(() -> new ToolCall(text(), object(DEPTH), textOrNull())))
            .withInvalidToolCalls(
                list(
                    () ->
                        new InvalidToolCall(
                            textOrNull(), textOrNull(), textOrNull(), textOrNull())))
            .withAdditionalKwargs(object(DEPTH))
            .withResponseMetadata(object(DEPTH))
            .withId(textOrNull())
            .withName(textOrNull());
    return random.nextBoolean()
        ? message
        : message.withUsageMetadata(
            new UsageMetadata(
                random.nextLong(), random.nextInt(), random.nextLong(), Map.of("x", text())));
  }

  private Message message(String suffix) {
    String kind = CLASSES[random.nextInt(CLASSES.length)];
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("content", content());
    fields.put("unknown", value(DEPTH));
    fields.put("lc", value(1));
    switch (kind) {
      case "Tool" -> fields.put("tool_call_id", text());
      case "Chat" -> fields.put("role", text());
      case "Function" -> fields.put("name", text());
      case "Base" -> fields.put("type", "of my own");
      default -> {}
    }
    return Message.of(kind + "Message" + suffix, fields);
  }

  private Object content() {
    return random.nextBoolean() ? text() : list(this::block);
  }

  private Object block() {
    return switch (random.nextInt(4)) {
      case 0 -> text();
      case 1 -> Map.of("type", "text", "text", text());
      case 2 -> Map.of("text", text());
      default -> {
        Map<String, @Nullable Object> block = object(DEPTH);
        block.put("type", "image");
        yield block;
      }
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.put(KEYS[random.nextInt(KEYS.length)], value(depth - 1));
    }
    return object;
  }

  private @Nullable Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 8)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong();
      case 3 -> 1L;
      case 4 -> new BigInteger(200, random).negate();
      case 5 -> Double.longBitsToDouble(random.nextLong());
      case 6 -> Map.of("lc", 1L, "type", text(), "id", List.of("x"));
      case 7 -> text();
      case 8 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(depth - 1));
        }
        yield list;
      }
      default -> object(depth);
    };
  }

  private @Nullable String textOrNull() {
    return random.nextInt(3) == 0 ? null : text();
  }

  private String text() {
    if (random.nextBoolean()) {
      return WORDS[random.nextInt(WORDS.length)];
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
    }
    return text.toString();
  }

  private <T> List<T> list(Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }
}

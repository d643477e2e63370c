package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.Generation;
import dev.bytestore.LlmCacheKeys;
import dev.bytestore.Message;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.internal.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads entries that are made to exhaust the heap or the stack. Each argument is a directory of
 * entries. Prints a line for each entry, and stops at the first error.
 */
final class HostileEntries {

  private static final ChatResponseCodec CODEC = new ChatResponseCodec();

  static final int SIZE = 4 << 20;

  private static final int[] DEPTHS = {60, 97, 98, 99, 100, 101, 104, 112, 116, 120, 200, 400};

  private static final List<String> NAMES =
      Stream.of("a", "lc", "__lc_escaped__", "id", "type", "kwargs", "text", "name", "args")
          .map(name -> '"' + name + '"')
          .toList();

  /** JSON of 70,000 nested lists, as a string. */
  private static final String LISTS =
      JsonWriter.write(
          "{\"a\":[0" + (",[" + "[".repeat(80) + "]".repeat(80) + "]").repeat(860) + "]}");

  private HostileEntries() {}

  public static void main(String[] directories) throws IOException {
    for (String directory : directories) {
      for (Path file : filesOf(Path.of(directory))) {
        System.out.println(file.getFileName() + ": " + outcome(Files.readString(file, UTF_8)));
      }
    }
    for (String place : places("").keySet()) {
      for (int depth : DEPTHS) {
        String objects = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
        String lists = "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
        for (String value : List.of(objects, lists)) {
          outcome(JsonWriter.write(List.of(places(value).get(place))));
        }
      }
    }
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      List<String> entries = List.copyOf(places(randomValue(random)).values());
      outcome(JsonWriter.write(List.of(entries.get(random.nextInt(entries.size())))));
    }
    for (String name : fillings().keySet()) {
      System.out.println(name + ": " + large(name));
    }
  }

  /** An object of up to 120 levels. Some of its names have a meaning in LangChain. */
  private static String randomValue(Random random) {
    StringBuilder start = new StringBuilder();
    StringBuilder end = new StringBuilder();
    for (int level = random.nextInt(120); level >= 0; level--) {
      if (level > 0 && start.length() > 0 && random.nextInt(3) == 0) {
        start.append("[");
        end.insert(0, "]");
      } else {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        start.append(random.nextInt(20) == 0 ? "{\"lc\":1," : "{").append(name).append(':');
        end.insert(0, "}");
      }
    }
    return start + "1" + end;
  }

  static List<Path> filesOf(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  /** Reads {@code entry} and uses it as callers do. Each step is recursive. */
  static String outcome(String entry) {
    List<Generation> generations = GenerationsCodec.decode(entry);
    if (generations == null) {
      return "miss";
    }
    List<Generation> again = GenerationsCodec.decode(GenerationsCodec.encode(generations));
    if (!generations.equals(again) && !differsInCallsOfChunks(generations, again)) {
      throw new IllegalStateException("does not come back");
    }
    int used = generations.hashCode();
    for (Generation generation : generations) {
      used += String.valueOf(generation.generationInfo()).length();
      used += String.valueOf(CODEC.decode(generation)).length();
      if (generation.generationInfo() != null) {
        used += LlmCacheKeys.llmString(generation.generationInfo(), null).length();
      }
      Message message = generation.message();
      if (message != null) {
        used += LlmCacheKeys.chatPrompt(List.of(message)).length();
        used += message.withId("id").fields().toString().length();
      }
    }
    return used == 0 ? "empty hit" : "hit";
  }

  /**
   * Whether only tool calls of chunks differ. As in Python, an invalid tool call of a chunk may be
   * valid when it is written and read again.
   */
  private static boolean differsInCallsOfChunks(List<Generation> some, List<Generation> others) {
    return some.stream().anyMatch(HostileEntries::hasInvalidCallOfChunk)
        && withoutCallsOfChunks(some).equals(withoutCallsOfChunks(others));
  }

  private static boolean hasInvalidCallOfChunk(Generation generation) {
    Message message = generation.message();
    return message != null && message.isChunk() && !message.invalidToolCalls().isEmpty();
  }

  private static List<List<Object>> withoutCallsOfChunks(List<Generation> generations) {
    return generations.stream().map(HostileEntries::withoutCallsOfChunks).toList();
  }

  private static List<Object> withoutCallsOfChunks(Generation generation) {
    Message message = generation.message();
    Map<String, Object> fields = new LinkedHashMap<>();
    if (message != null) {
      fields.putAll(message.fields());
      if (message.isChunk()) {
        fields.keySet().removeAll(Set.of("tool_calls", "invalid_tool_calls"));
      }
    }
    return Arrays.asList(generation.text(), generation.generationInfo(), fields);
  }

  /** Reads an entry of 4 MiB that repeats one element. */
  private static String large(String name) {
    String filling = fillings().get(name);
    int room = SIZE - JsonWriter.write(List.of(places("").get("info"))).length() - 100;
    boolean isOuter = name.startsWith("outer");
    StringBuilder values = new StringBuilder();
    int length = 0;
    for (int i = 0; length < room; i++) {
      String value = (i == 0 ? "" : ",") + filling.replace("#", Integer.toString(i, 36));
      values.append(value);
      length += isOuter ? value.length() : JsonWriter.write(value).length() - 2;
    }
    String entry;
    if (isOuter) {
      entry = "[" + values + "]";
    } else {
      String value = filling.startsWith("\"#") ? "{" + values + "}" : "[" + values + "]";
      String place = name.substring(0, name.indexOf(' '));
      entry = JsonWriter.write(List.of(places(value).get(place)));
    }
    values.setLength(0);
    values.trimToSize();
    List<Generation> generations = GenerationsCodec.decode(entry);
    if (generations != null) {
      generations.forEach(CODEC::decode);
    }
    return generations == null ? "miss" : "hit";
  }

  private static Map<String, String> fillings() {
    Map<String, String> fillings = new LinkedHashMap<>();
    fillings.put("outer lists", "[[]]");
    fillings.put("outer objects", "{\"a\":0}");
    fillings.put("outer generations", "{\"text\":\"\"}");
    fillings.put("outer strings", "\"a\"");
    fillings.put("info lists", "[0]");
    fillings.put("info objects", "{\"a\":0}");
    fillings.put("info names", "\"#\":0");
    fillings.put("info strings", "\"a\"");
    fillings.put("attributes objects", "{\"a\":0}");
    fillings.put("fields names", "\"#\":0");
    fillings.put("chunks objects", "{}");
    fillings.put("invalid objects", "{}");
    fillings.put("calls objects", "{\"name\":\"\",\"args\":{},\"id\":\"\"}");
    fillings.put("raw objects", "{\"function\":{\"name\":\"\",\"arguments\":\"{}\"}}");
    fillings.put("arguments lists", "[0]");
    fillings.put("pieces lists", "[".repeat(90) + "0" + "]".repeat(90));
    fillings.put("raw lists", "{\"function\":{\"name\":\"\",\"arguments\":" + LISTS + "}}");
    // A usual value: the logprobs of OpenAI.
    fillings.put(
        "info logprobs",
        "{\"token\": \" the#\", \"bytes\": [32, 116, 104, 101], \"logprob\": -0.12345678,"
            + " \"top_logprobs\": []}");
    return fillings;
  }

  /** Generations that have {@code value} in different places. */
  private static Map<String, String> places(String value) {
    String list = value.startsWith("{") ? "[" + value + "]" : value;
    String object = value.startsWith("{") ? value : "{\"a\":" + value + "}";
    String arguments = JsonWriter.write(object);
    Map<String, String> places = new LinkedHashMap<>();
    places.put("info", generation(object));
    places.put("attributes", chat("", "{\"langchain4j\":{\"attributes\":" + object + "}}"));
    places.put("fields", chat(",\"a\":" + value, "null").replace("\"a\":{\"0\"", "\"b\":{\"0\""));
    places.put("metadata", chat(",\"response_metadata\":" + object, "null"));
    places.put("artifact", chat(",\"additional_kwargs\":" + object, "null"));
    places.put("content", chat(",\"content\":" + list, "null"));
    places.put("chunks", chat(",\"tool_call_chunks\":" + list, "null"));
    places.put(
        "pieces",
        chat(",\"tool_call_chunks\":[{\"name\":\"f\",\"args\":" + arguments + "}]", "null")
            .replace("AIMessage", "AIMessageChunk"));
    places.put("invalid", chat(",\"invalid_tool_calls\":" + list, "null"));
    places.put("calls", chat(",\"tool_calls\":" + list, "null"));
    places.put(
        "args",
        chat(",\"tool_calls\":[{\"name\":\"f\",\"id\":null,\"args\":" + object + "}]", "null"));
    places.put("raw", chat(",\"additional_kwargs\":{\"tool_calls\":" + list + "}", "null"));
    places.put(
        "arguments",
        chat(
            ",\"additional_kwargs\":{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":"
                + arguments
                + "}}]}",
            "null"));
    return places;
  }

  private static String generation(String info) {
    return object("output", "Generation", "\"text\":\"a\",\"generation_info\":" + info);
  }

  /** If a field is repeated, the last one wins, so {@code fields} can replace the content. */
  private static String chat(String fields, String info) {
    String message = object("messages", "AIMessage", "\"content\":\"\"" + fields);
    return object(
        "output", "ChatGeneration", "\"generation_info\":" + info + ",\"message\":" + message);
  }

  private static String object(String family, String name, String kwargs) {
    return "{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"schema\",\"%s\",\"%s\"],"
            .formatted(family, name)
        + "\"kwargs\":{"
        + kwargs
        + "}}";
  }
}

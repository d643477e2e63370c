package dev.bytestore.internal.cache;

import dev.bytestore.Generation;
import dev.bytestore.Message;
import dev.bytestore.internal.EntryTooLargeException;
import dev.bytestore.internal.json.ContainerLimit;
import dev.bytestore.internal.json.JsonReader;
import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.json.JsonWriter;
import dev.bytestore.internal.langchain.LangChainJson;
import dev.bytestore.internal.langchain.LangChainObject;
import dev.bytestore.internal.langchain.PythonClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes the text of an entry of LangChain's caches: a JSON list of strings, each of
 * which is the JSON text of a generation. The text equals that of Python byte for byte.
 *
 * <p>Decoding returns the generations that Python would return, or null for a miss. It is a miss
 * where Python has a miss or fails. It is also a miss where Python returns something that is not a
 * list of generations, such as an empty object in place of the list. An empty list is a hit without
 * generations, as in Python.
 */
public final class GenerationsCodec {

  private GenerationsCodec() {}

  /**
   * Returns the text of {@code generations}, which is ASCII.
   *
   * @throws EntryTooLargeException if the text could not be read again, because it has more than
   *     {@code maxBytes} bytes or too many lists and objects for its length
   */
  public static String encode(List<Generation> generations, int maxBytes) {
    String text = encode(generations);
    if (text.length() > maxBytes) {
      throw new EntryTooLargeException(
          "generations: the entry has %,d bytes, more than maxEntryBytes (%,d)"
              .formatted(text.length(), maxBytes));
    }
    return text;
  }

  /** As {@link #encode(List, int)}, without a limit on the number of bytes. */
  public static String encode(List<Generation> generations) {
    List<String> texts = new ArrayList<>(generations.size());
    for (Generation generation : generations) {
      texts.add(LangChainJson.dumps(toObject(generation)));
    }
    String text = JsonWriter.write(texts);
    if (!ContainerLimit.allowsBrackets(text) && decode(text) == null) {
      throw new EntryTooLargeException(
          "generations: the entry has more lists and objects than its %,d bytes allow"
              .formatted(text.length()));
    }
    return text;
  }

  /** Returns the generations in {@code text} in an unmodifiable list, or null for a miss. */
  public static @Nullable List<Generation> decode(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      ContainerLimit limit = new ContainerLimit(text.length());
      return JsonReader.readList(text, limit, new Elements(limit)::generation);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Decodes the elements of an entry. They have one of two forms, and all have the same. */
  private static final class Elements {

    private final ContainerLimit limit;
    private @Nullable Object first;

    Elements(ContainerLimit limit) {
      this.limit = limit;
    }

    Generation generation(@Nullable Object element) {
      first = first == null ? element : first;
      return GenerationsCodec.generation(element, first, limit);
    }
  }

  private static Generation generation(
      @Nullable Object entry, @Nullable Object first, ContainerLimit limit) {
    if (entry instanceof String text
        && first instanceof String
        && LangChainJson.loads(text, limit) instanceof LangChainObject object) {
      return ofObject(object);
    }
    // The form of LangChain's first versions. All elements of such a list have it.
    if (entry instanceof Map<?, ?> map && first instanceof Map) {
      Map<String, @Nullable Object> kwargs =
          JsonValues.copyOf(JsonValues.objectOf(map), "generation");
      if (kwargs.containsKey("self")) {
        throw JsonValues.refusal("self", "Python reserves this name");
      }
      return ofObject(new LangChainObject(PythonClass.GENERATION, kwargs));
    }
    throw JsonValues.refusal("generation", "neither a string nor an object");
  }

  private static LangChainObject toObject(Generation generation) {
    Message message = generation.message();
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    if (message == null || !generation.text().isEmpty()) {
      kwargs.put("text", generation.text());
    }
    if (generation.generationInfo() != null) {
      kwargs.put("generation_info", generation.generationInfo());
    }
    PythonClass type = type(message != null, generation.isChunk());
    kwargs.put("type", type.typeField());
    if (message != null) {
      PythonClass messageType = PythonClass.message(message.pythonClass());
      kwargs.put("message", new LangChainObject(messageType, message.fields()));
    }
    return new LangChainObject(type, kwargs);
  }

  private static PythonClass type(boolean chat, boolean chunk) {
    if (chat) {
      return chunk ? PythonClass.CHAT_GENERATION_CHUNK : PythonClass.CHAT_GENERATION;
    }
    return chunk ? PythonClass.GENERATION_CHUNK : PythonClass.GENERATION;
  }

  private static Generation ofObject(LangChainObject object) {
    PythonClass type = object.type();
    if (!type.isGeneration()) {
      throw JsonValues.refusal("generation", "an object of another class");
    }
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>(object.kwargs());
    if (kwargs.containsKey("type") && !Objects.equals(kwargs.remove("type"), type.typeField())) {
      throw JsonValues.refusal("type", "not the type of " + type.pythonName());
    }
    boolean chat = type == PythonClass.CHAT_GENERATION || type == PythonClass.CHAT_GENERATION_CHUNK;
    Object text = chat && !kwargs.containsKey("text") ? "" : kwargs.get("text");
    if (!(text instanceof String plain)) {
      throw JsonValues.refusal("text", "not a string");
    }
    Generation generation =
        chat
            ? Generation.chat(message(kwargs.remove("message"), type.isChunk()))
            : Generation.of(plain);
    Object info = kwargs.remove("generation_info");
    if (info != null && !(info instanceof Map)) {
      throw JsonValues.refusal("generation_info", "not an object");
    }
    if (info instanceof Map<?, ?> map) {
      generation = generation.withGenerationInfo(JsonValues.objectOf(map));
    }
    // Python drops further fields, but fails if one contains an object that it cannot make.
    JsonValues.copyOf(kwargs, "generation");
    return type.isChunk() ? generation.asChunk() : generation;
  }

  private static Message message(@Nullable Object message, boolean chunk) {
    if (message instanceof LangChainObject object && object.type().isMessage()) {
      return Message.of(object.type().pythonName(), object.kwargs());
    }
    if (message instanceof Map<?, ?> map) {
      return Message.of(chunk ? "BaseMessageChunk" : "BaseMessage", JsonValues.objectOf(map));
    }
    throw JsonValues.refusal("message", "not a message");
  }
}

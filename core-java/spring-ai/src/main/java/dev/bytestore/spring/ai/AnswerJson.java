package dev.bytestore.spring.ai;

import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.model.NotCacheableException;
import dev.bytestore.internal.model.ObjectFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AbstractMessage;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.Generation;

/**
 * Converts one generation of a response to JSON and back: the message, its metadata, and the
 * metadata of the generation.
 */
final class AnswerJson {

  static final String TEXT = "text";
  static final String TOOL_CALLS = "tool_calls";
  static final String FINISH_REASON = "finish_reason";

  private static final String PROPERTIES = "properties";
  private static final String METADATA = "metadata";
  private static final String CONTENT_FILTERS = "content_filters";

  private static final ObjectFields FIELDS = new ObjectFields(Set.of());

  private AnswerJson() {}

  /**
   * Returns the JSON of {@code generation}.
   *
   * @throws NotCacheableException if {@link #read} could not restore all of it
   */
  static Map<String, @Nullable Object> write(Generation generation) {
    AssistantMessage answer = generation.getOutput();
    if (answer == null) {
      throw new NotCacheableException("a generation without a message");
    }
    requireNoFurtherState(answer);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put(TEXT, answer.getText());
    Map<String, Object> properties = new HashMap<>(answer.getMetadata());
    properties.remove(AbstractMessage.MESSAGE_TYPE);
    putUnlessEmpty(json, PROPERTIES, write(properties));
    if (answer.hasToolCalls()) {
      json.put(TOOL_CALLS, answer.getToolCalls().stream().map(AnswerJson::toolCall).toList());
    }
    ChatGenerationMetadata metadata = generation.getMetadata();
    json.put(FINISH_REASON, metadata.getFinishReason());
    Map<String, Object> entries = new HashMap<>();
    metadata.entrySet().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    putUnlessEmpty(json, METADATA, write(entries));
    if (!metadata.getContentFilters().isEmpty()) {
      json.put(CONTENT_FILTERS, List.copyOf(new TreeSet<>(metadata.getContentFilters())));
    }
    return json;
  }

  private static Map<String, @Nullable Object> write(Map<String, Object> metadata) {
    Map<String, @Nullable Object> known = new HashMap<>(metadata);
    // Of Azure OpenAI. If a filter changed the answer, the finish reason says so.
    known.computeIfPresent(
        "contentFilterResults",
        (name, value) -> MetadataJson.isProviderObject(value) ? null : value);
    // An object in Gemini's client.
    known.computeIfPresent(
        "finishReason",
        (name, value) -> MetadataJson.isProviderObject(value) ? value.toString() : value);
    return MetadataJson.writeAll(known);
  }

  /** A provider's own message class is restored as Spring AI's, so its fields must be unset. */
  static void requireNoFurtherState(AssistantMessage answer) {
    if (!answer.getMedia().isEmpty()) {
      throw new NotCacheableException("a response with media");
    }
    if (answer.getClass() == AssistantMessage.class) {
      return;
    }
    for (ObjectFields.Named field : FIELDS.of(answer.getClass())) {
      Object value = field.read(answer);
      boolean isOwn = !field.field().getDeclaringClass().isAssignableFrom(AssistantMessage.class);
      boolean isEmpty = value instanceof Collection<?> collection && collection.isEmpty();
      if (isOwn && value != null && !field.isUnset(value) && !isEmpty) {
        throw new NotCacheableException(
            "a message of %s, whose field %s cannot be restored"
                .formatted(answer.getClass().getName(), field.name()));
      }
    }
  }

  private static Map<String, @Nullable Object> toolCall(AssistantMessage.ToolCall call) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", call.id());
    json.put("type", call.type());
    json.put("name", call.name());
    json.put("arguments", call.arguments());
    return json;
  }

  private static void putUnlessEmpty(
      Map<String, @Nullable Object> json, String name, Map<String, @Nullable Object> value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }

  /**
   * Returns the generation that {@code json} was written for.
   *
   * @throws IllegalArgumentException if {@link #write} does not write such JSON
   */
  static Generation read(Map<String, @Nullable Object> json) {
    AssistantMessage answer =
        AssistantMessage.builder()
            .content(text(json, TEXT))
            .properties(notNull(MetadataJson.readAll(object(json.get(PROPERTIES)))))
            .toolCalls(toolCalls(json.get(TOOL_CALLS)))
            .build();
    ChatGenerationMetadata metadata =
        ChatGenerationMetadata.builder()
            .finishReason(text(json, FINISH_REASON))
            .metadata(notNull(MetadataJson.readAll(object(json.get(METADATA)))))
            .contentFilters(texts(json.get(CONTENT_FILTERS)))
            .build();
    return new Generation(answer, metadata);
  }

  private static List<AssistantMessage.ToolCall> toolCalls(@Nullable Object json) {
    List<AssistantMessage.ToolCall> calls = new ArrayList<>();
    for (Object element : list(json)) {
      Map<String, @Nullable Object> call = object(element);
      calls.add(
          new AssistantMessage.ToolCall(
              text(call, "id"), text(call, "type"), text(call, "name"), text(call, "arguments")));
    }
    return List.copyOf(calls);
  }

  private static Set<String> texts(@Nullable Object json) {
    Set<String> texts = new LinkedHashSet<>();
    for (Object element : list(json)) {
      if (!(element instanceof String text)) {
        throw malformed();
      }
      texts.add(text);
    }
    return texts;
  }

  private static List<?> list(@Nullable Object json) {
    if (json == null) {
      return List.of();
    }
    if (json instanceof List<?> list) {
      return list;
    }
    throw malformed();
  }

  static Map<String, @Nullable Object> object(@Nullable Object json) {
    if (json == null) {
      return Map.of();
    }
    if (json instanceof Map<?, ?> map) {
      return JsonValues.objectOf(map);
    }
    throw malformed();
  }

  /** Spring AI accepts null here, but is not annotated in version 1.1. */
  @SuppressWarnings("NullAway")
  private static String text(Map<String, @Nullable Object> json, String name) {
    Object value = json.get(name);
    if (value != null && !(value instanceof String)) {
      throw malformed();
    }
    return (String) value;
  }

  /** The values may be null, but Spring AI is not annotated in version 1.1. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> notNull(Map<String, @Nullable Object> metadata) {
    return (Map<String, Object>) (Map<String, ?>) metadata;
  }

  static IllegalArgumentException malformed() {
    return new IllegalArgumentException("not a response that was written here");
  }
}

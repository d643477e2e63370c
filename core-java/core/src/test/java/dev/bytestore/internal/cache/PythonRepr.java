package dev.bytestore.internal.cache;

import dev.bytestore.Generation;
import dev.bytestore.Message;
import dev.bytestore.internal.json.PythonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prints generations as Python does, to compare them with what Python printed. */
final class PythonRepr {

  private PythonRepr() {}

  static String of(List<Generation> generations) {
    List<String> texts = new ArrayList<>();
    for (Generation generation : generations) {
      texts.add(of(generation));
    }
    return "[" + String.join(", ", texts) + "]";
  }

  private static String of(Generation generation) {
    Message message = generation.message();
    List<String> arguments = new ArrayList<>();
    if (message == null || !generation.text().isEmpty()) {
      arguments.add("text=" + PythonText.repr(generation.text()));
    }
    if (generation.generationInfo() != null) {
      arguments.add("generation_info=" + PythonText.repr(generation.generationInfo()));
    }
    if (message != null) {
      arguments.add("message=" + of(message));
    }
    String kind = message == null ? "Generation" : "ChatGeneration";
    return kind + (generation.isChunk() ? "Chunk(" : "(") + String.join(", ", arguments) + ")";
  }

  private static String of(Message message) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    Map<String, @Nullable Object> given = new LinkedHashMap<>(message.fields());
    fields.put("content", given.remove("content"));
    if (!message.type().equals("tool")) {
      fields.put("additional_kwargs", message.additionalKwargs());
      fields.put("response_metadata", message.responseMetadata());
    }
    if (!message.pythonClass().startsWith("Base")) {
      given.remove("type");
    }
    if (Objects.equals(given.get("status"), "success")) {
      given.remove("status");
    }
    given.remove("additional_kwargs");
    given.remove("response_metadata");
    for (String name :
        List.of("type", "name", "id", "tool_calls", "invalid_tool_calls", "usage_metadata")) {
      if (given.containsKey(name) && (name.length() < 5 || message.type().equals("ai"))) {
        fields.put(name, given.remove(name));
      }
    }
    fields.putAll(given);
    List<String> arguments = new ArrayList<>();
    fields.forEach((name, value) -> arguments.add(name + "=" + PythonText.repr(value)));
    return message.pythonClass() + "(" + String.join(", ", arguments) + ")";
  }
}

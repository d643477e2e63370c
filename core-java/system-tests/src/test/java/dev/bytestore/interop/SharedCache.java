package dev.bytestore.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cache of Python's, by its sync methods or its async ones. */
record SharedCache(PythonPeer peer, String name, boolean async) {

  /** What was found: how Python prints it, and what it would store of it. */
  record Found(@Nullable String repr, String text) {}

  @Nullable Found lookup(String prompt, String llm) {
    JsonNode found = call("lookup", Map.of("prompt", prompt, "llm", llm));
    return found.isNull()
        ? null
        : new Found(found.get("repr").textValue(), found.get("text").textValue());
  }

  /** Keeps the generations that the text of an entry spells. */
  void update(String prompt, String llm, String text) {
    call("update", Map.of("prompt", prompt, "llm", llm, "text", text));
  }

  /** Keeps the generations that an expression in Python makes. */
  void updateByExpression(String prompt, String llm, String expression) {
    call("update", Map.of("prompt", prompt, "llm", llm, "expression", expression));
  }

  void delete(String prompt, String llm) {
    peer.call("delete", Map.of("on", name, "prompt", prompt, "llm", llm));
  }

  void clear() {
    call("clear", Map.of());
  }

  private JsonNode call(String method, Map<String, ?> arguments) {
    Map<String, Object> all = new HashMap<>(arguments);
    all.put("on", name);
    all.put("is_async", async);
    return peer.call(method, all);
  }
}

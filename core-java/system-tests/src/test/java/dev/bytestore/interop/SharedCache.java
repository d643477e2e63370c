package dev.bytestore.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cache in Python, called by its sync or its async methods. */
record SharedCache(PythonPeer peer, String name, boolean async) {

  /** An entry that was found: its repr in Python, and the text that Python would store for it. */
  record Found(@Nullable String repr, String text) {}

  @Nullable Found lookup(String prompt, String llm) {
    JsonNode found = call("lookup", Map.of("prompt", prompt, "llm", llm));
    return found.isNull()
        ? null
        : new Found(found.get("repr").textValue(), found.get("text").textValue());
  }

  /** Stores the generations in the text of an entry. */
  void update(String prompt, String llm, String text) {
    call("update", Map.of("prompt", prompt, "llm", llm, "text", text));
  }

  /** Stores the generations that a Python expression returns. */
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

package dev.bytestore.interop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.Document;
import dev.bytestore.internal.json.JsonReader;
import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document store in Python, called by its sync or its async methods. Documents go to Python and
 * back as the JSON text of the arguments with which Python makes them.
 */
record SharedDocuments(PythonPeer peer, String name, boolean async) {

  /** Makes a document store over the store {@code bytes}, whose key encoder adds a prefix. */
  static SharedDocuments over(
      PythonPeer peer, String bytes, @Nullable String keyPrefix, boolean async) {
    String name = "documents of %s %s %s".formatted(bytes, keyPrefix, async);
    Map<String, Object> arguments = new HashMap<>(Map.of("name", name, "store", bytes));
    arguments.put("key_prefix", keyPrefix);
    peer.call("make_docstore", arguments);
    return new SharedDocuments(peer, name, async);
  }

  void mset(Map<String, Document> entries) {
    call(
        "mset_documents",
        Map.of(
            "pairs",
            entries.entrySet().stream()
                .map(entry -> List.of(entry.getKey(), arguments(entry.getValue())))
                .toList()));
  }

  /** Writes a value that is not a document. {@code DocumentCalls} has the values by name. */
  void msetValue(String key, String value) {
    call("mset_value", Map.of("key", key, "value", value));
  }

  List<@Nullable Document> mget(List<String> keys) {
    List<@Nullable Document> found = new ArrayList<>();
    for (JsonNode each : call("mget_documents", Map.of("keys", keys))) {
      found.add(each.isNull() ? null : document(each.textValue()));
    }
    return found;
  }

  @Nullable Document get(String key) {
    return mget(List.of(key)).get(0);
  }

  /** Reads a document and writes it under another key. */
  void copy(String source, String target) {
    peer.call("copy_document", Map.of("on", name, "source", source, "target", target));
  }

  void mdelete(Collection<String> keys) {
    new SharedStore.PythonStore(peer, name, async).mdelete(keys);
  }

  List<String> yieldKeys(String prefix) {
    return new SharedStore.PythonStore(peer, name, async).yieldKeys(prefix);
  }

  private JsonNode call(String method, Map<String, ?> arguments) {
    Map<String, Object> all = new HashMap<>(arguments);
    all.put("on", name);
    all.put("is_async", async);
    return peer.call(method, all);
  }

  /** Makes the document that has these arguments in Python. */
  static Document document(String arguments) {
    Map<?, ?> read = (Map<?, ?>) JsonReader.read(arguments);
    return Document.of(
            (String) read.get("page_content"),
            JsonValues.objectOf((Map<?, ?>) read.get("metadata")))
        .withId((String) read.get("id"));
  }

  private static String arguments(Document document) {
    Map<String, @Nullable Object> arguments = new HashMap<>();
    arguments.put("page_content", document.pageContent());
    arguments.put("metadata", document.metadata());
    arguments.put("id", document.id());
    return JsonWriter.write(arguments);
  }
}

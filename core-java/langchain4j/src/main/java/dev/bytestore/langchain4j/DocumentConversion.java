package dev.bytestore.langchain4j;

import dev.bytestore.internal.json.JsonWriter;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Converts between documents of LangChain4j and those of a {@link dev.bytestore.DocumentStore}. */
final class DocumentConversion {

  private DocumentConversion() {}

  /** Returns whether LangChain4j refuses {@code text} as blank. */
  static boolean isBlank(@Nullable String text) {
    return text == null || text.trim().isEmpty(); // not isBlank(), which knows other spaces
  }

  /**
   * Returns the document to store for {@code document}. Its metadata is sorted by name, because the
   * order of LangChain4j's metadata may change with every run.
   */
  static dev.bytestore.Document stored(Document document) {
    Map<String, Object> metadata = new TreeMap<>(document.metadata().toMap());
    metadata.replaceAll((name, value) -> value instanceof UUID ? value.toString() : value);
    return dev.bytestore.Document.of(document.text(), metadata);
  }

  /**
   * Returns the text and the metadata of {@code document}. {@code key}, under which the document
   * was read, is added to the metadata as {@code idKey}. It replaces a stored value with that name,
   * which is wrong if the document was copied from another key.
   */
  static TextSegment segment(dev.bytestore.Document document, String idKey, String key) {
    Map<String, Object> metadata = new HashMap<>();
    document
        .metadata()
        .forEach(
            (name, value) -> {
              if (value != null && !isBlank(name)) {
                metadata.put(name, supported(value));
              }
            });
    metadata.put(idKey, key);
    return TextSegment.from(document.pageContent(), Metadata.from(metadata));
  }

  private static Object supported(Object value) {
    return value instanceof String || value instanceof Long || value instanceof Double
        ? value
        : JsonWriter.write(value);
  }
}

package dev.bytestore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.bytestore.internal.json.ContainerLimit;
import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.json.PythonText;
import dev.bytestore.internal.langchain.LangChainJson;
import dev.bytestore.internal.langchain.LangChainObject;
import dev.bytestore.internal.langchain.PythonClass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code create_kv_docstore} in {@code langchain_classic.storage}: the JSON text that
 * {@code dumps} makes of a document. Messages of exceptions do not contain the text.
 */
final class DocumentCodec implements ValueCodec<Document> {

  @Override
  public byte[] encode(String key, Document document) {
    Objects.requireNonNull(document, "value");
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    if (document.id() != null) {
      kwargs.put("id", document.id());
    }
    if (!document.metadata().isEmpty()) {
      kwargs.put("metadata", document.metadata());
    }
    kwargs.put("page_content", document.pageContent());
    kwargs.put("type", PythonClass.DOCUMENT.typeField());
    String text = LangChainJson.dumps(new LangChainObject(PythonClass.DOCUMENT, kwargs));
    if (!ContainerLimit.allowsBrackets(text)) {
      // Throws what a read would throw.
      LangChainJson.loads(text, new ContainerLimit(text.length()));
    }
    return text.getBytes(ISO_8859_1); // it is ASCII, and this needs no second look at each letter
  }

  @Override
  public Document decode(String key, byte[] bytes) {
    Object value = LangChainJson.loads(Objects.requireNonNull(bytes, "bytes"));
    if (!(value instanceof LangChainObject object) || object.type() != PythonClass.DOCUMENT) {
      throw JsonValues.refusal("value", "not a document");
    }
    return document(object.kwargs());
  }

  private static Document document(Map<String, @Nullable Object> kwargs) {
    // Also in arguments that Python ignores, because it makes the object first.
    if (hasPythonObject(kwargs)) {
      throw JsonValues.refusal("kwargs", "contain an object of a Python class");
    }
    if (!(kwargs.get("page_content") instanceof String pageContent)) {
      throw JsonValues.refusal("page_content", "not a string");
    }
    Object metadata = kwargs.containsKey("metadata") ? kwargs.get("metadata") : Map.of();
    if (!(metadata instanceof Map<?, ?> map)) {
      throw JsonValues.refusal("metadata", "not an object");
    }
    if (kwargs.containsKey("type")
        && !Objects.equals(kwargs.get("type"), PythonClass.DOCUMENT.typeField())) {
      throw JsonValues.refusal("type", "not the type of a document");
    }
    return Document.of(pageContent, JsonValues.objectOf(map)).withId(id(kwargs.get("id")));
  }

  private static boolean hasPythonObject(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.values().stream().anyMatch(DocumentCodec::hasPythonObject);
    }
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(DocumentCodec::hasPythonObject);
    }
    return value instanceof LangChainObject;
  }

  private static @Nullable String id(@Nullable Object id) {
    if (id == null || id instanceof String) {
      return (String) id;
    }
    if (id instanceof Number) {
      return PythonText.repr(id); // as Python does
    }
    throw JsonValues.refusal("id", "neither a string nor a number");
  }
}

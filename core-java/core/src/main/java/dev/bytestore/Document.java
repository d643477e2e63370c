package dev.bytestore;

import dev.bytestore.internal.json.JsonValues;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text with metadata: {@code Document} of LangChain's {@code langchain_core.documents}.
 * Immutable: each {@code with} method returns a copy. {@link DocumentStore} stores documents.
 *
 * <pre>{@code
 * Document.of(text, Map.of("source", "handbook.pdf", "page", 7)).withId("handbook/7")
 * }</pre>
 *
 * <p>Metadata values are JSON values: null, {@code Boolean}, {@code String}, numbers, {@code List},
 * and {@code Map} with string keys, nested at most 100 levels deep. Other objects are refused with
 * an {@link IllegalArgumentException}, because Python could not read them back. Values are copied;
 * lists and maps that a method returns cannot be modified. Integer types become a {@code Long}, or
 * a {@code BigInteger} if needed; other numbers become a {@code Double}.
 */
public final class Document {

  private final String pageContent;
  private final Map<String, @Nullable Object> metadata;
  private final @Nullable String id;

  private Document(
      String pageContent, Map<String, @Nullable Object> metadata, @Nullable String id) {
    this.pageContent = pageContent;
    this.metadata = metadata;
    this.id = id;
  }

  /** Creates a document without metadata and id. */
  public static Document of(String pageContent) {
    return of(pageContent, Map.of());
  }

  /** Creates a document without an id. The metadata keeps the order of the map. */
  public static Document of(String pageContent, Map<String, ? extends @Nullable Object> metadata) {
    Objects.requireNonNull(pageContent, "pageContent");
    return new Document(pageContent, JsonValues.copyOf(metadata, "metadata"), null);
  }

  /** Returns the text. May be empty. */
  public String pageContent() {
    return pageContent;
  }

  /** Returns the metadata by name. May be empty. */
  public Map<String, @Nullable Object> metadata() {
    return metadata;
  }

  /** Returns the id, or null. A {@link DocumentStore} does not use it: its keys are separate. */
  public @Nullable String id() {
    return id;
  }

  /** Returns a copy with this metadata instead of the current metadata. */
  public Document withMetadata(Map<String, ? extends @Nullable Object> metadata) {
    return new Document(pageContent, JsonValues.copyOf(metadata, "metadata"), id);
  }

  /** Returns a copy with this id, or without one if {@code id} is null. */
  public Document withId(@Nullable String id) {
    return new Document(pageContent, metadata, id);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Document document
        && pageContent.equals(document.pageContent)
        && metadata.equals(document.metadata)
        && Objects.equals(id, document.id);
  }

  @Override
  public int hashCode() {
    return Objects.hash(pageContent, metadata, id);
  }

  /** Does not contain the text, the metadata and the id. */
  @Override
  public String toString() {
    return "Document[%d characters, %d metadata entries]"
        .formatted(pageContent.length(), metadata.size());
  }
}

package dev.bytestore;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stores {@linkplain Document documents} in a {@link ByteStore}, and shares them with Python: the
 * values are those of {@code create_kv_docstore} in {@code langchain_classic.storage}.
 *
 * <pre>{@code
 * DocumentStore documents = DocumentStore.of(store);
 * documents.blocking().mset(Map.of("handbook", Document.of(text)));
 * List<Document> found = documents.blocking().mget(List.of("handbook", "other")); // the second is null
 * }</pre>
 *
 * <p>A value that is not a document fails the call with a {@link ValueDecodingException}, whose
 * message says what is wrong, without the content. So does a document whose metadata contains an
 * object of a Python class. No class is ever loaded by a name in a value.
 */
public final class DocumentStore extends TypedStore<Document> {

  private static final DocumentCodec CODEC = new DocumentCodec();

  private DocumentStore(ByteStore store, @Nullable UnaryOperator<String> keyEncoder) {
    super(store, CODEC, keyEncoder);
  }

  /** Returns a view of {@code store} that stores documents under their own keys. */
  public static DocumentStore of(ByteStore store) {
    return new DocumentStore(store, null);
  }

  /**
   * Returns a view of {@code store} that stores documents under the keys that {@code keyEncoder}
   * makes. It is the argument {@code key_encoder} of {@code create_kv_docstore}.
   */
  public static DocumentStore of(ByteStore store, UnaryOperator<String> keyEncoder) {
    return new DocumentStore(store, Objects.requireNonNull(keyEncoder, "keyEncoder"));
  }

  /**
   * Returns the codec of document stores, for a codec that compresses or encrypts what this one
   * writes. Its exceptions are {@link IllegalArgumentException}s whose messages do not contain the
   * document.
   */
  public static ValueCodec<Document> codec() {
    return CODEC;
  }

  /** The messages of {@link DocumentCodec} have no content. */
  @Override
  String reason(Exception failure) {
    return String.valueOf(failure.getMessage());
  }
}

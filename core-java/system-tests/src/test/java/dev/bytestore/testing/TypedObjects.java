package dev.bytestore.testing;

import static java.util.Map.entry;

import dev.bytestore.BlockingTypedStore;
import dev.bytestore.Document;
import dev.bytestore.DocumentStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.TypedStore;
import dev.bytestore.ValueCodec;
import dev.bytestore.ValueDecodingException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The part of {@link ApiObjects} about documents and typed stores. */
final class TypedObjects {

  private TypedObjects() {}

  /** Makes objects to call methods on, by their type. */
  static Map<Class<?>, Supplier<Object>> receivers() {
    DocumentStore documents = DocumentStore.of(new InMemoryByteStore());
    return Map.ofEntries(
        entry(Document.class, () -> Document.of("text", Map.of("page", 7)).withId("id")),
        entry(DocumentStore.class, () -> documents),
        entry(TypedStore.class, () -> documents),
        entry(BlockingTypedStore.class, documents::blocking),
        entry(ValueCodec.class, AnyObjectCodec::new),
        entry(ValueDecodingException.class, TypedObjects::failure));
  }

  private static Object failure() {
    InMemoryByteStore store = new InMemoryByteStore();
    store.blocking().mset(Map.of("key", new byte[1]));
    try {
      return DocumentStore.of(store).mgetAsync(List.of("key")).join();
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  /** Accepts any object as a value. */
  private static final class AnyObjectCodec implements ValueCodec<Object> {

    @Override
    public byte[] encode(String key, Object value) {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
      return new byte[1];
    }

    @Override
    public Object decode(String key, byte[] bytes) {
      Objects.requireNonNull(key, "key");
      return Objects.requireNonNull(bytes, "bytes");
    }
  }
}

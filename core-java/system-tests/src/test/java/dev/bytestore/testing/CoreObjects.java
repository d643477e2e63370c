package dev.bytestore.testing;

import static java.util.Map.entry;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.BlockingTypedStore;
import dev.bytestore.ByteStore;
import dev.bytestore.Document;
import dev.bytestore.DocumentStore;
import dev.bytestore.Generation;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.InvalidToolCall;
import dev.bytestore.KeyPage;
import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheListener;
import dev.bytestore.LlmIdentity;
import dev.bytestore.Message;
import dev.bytestore.PartialWriteException;
import dev.bytestore.PythonRepr;
import dev.bytestore.ToolCall;
import dev.bytestore.TypedStore;
import dev.bytestore.UsageMetadata;
import dev.bytestore.ValueCodec;
import dev.bytestore.ValueDecodingException;
import dev.bytestore.testing.HostileValues.UserException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The part of {@link ApiObjects} about the module {@code core}. */
final class CoreObjects {

  private CoreObjects() {}

  /** Makes objects to call methods on, by their type. */
  static Map<Class<?>, Supplier<Object>> receivers() {
    ByteStore store = new InMemoryByteStore();
    LlmCache cache = new InMemoryLlmCache();
    DocumentStore documents = DocumentStore.of(new InMemoryByteStore());
    return Map.ofEntries(
        entry(ByteStore.class, () -> store),
        entry(InMemoryByteStore.class, () -> store),
        entry(BlockingByteStore.class, store::blocking),
        entry(KeyPage.class, () -> store.yieldKeysAsync().join()),
        entry(LlmCache.class, () -> cache.failOpen(new LlmCacheListener() {})),
        entry(InMemoryLlmCache.class, () -> cache),
        entry(BlockingLlmCache.class, cache::blocking),
        entry(LlmIdentity.class, () -> (LlmIdentity) stop -> "llm"),
        entry(LlmCacheListener.class, () -> new LlmCacheListener() {}),
        entry(Generation.class, () -> Generation.chat("text")),
        entry(Message.class, () -> Message.ai("text")),
        entry(ToolCall.class, () -> new ToolCall("name", Map.of(), "id")),
        entry(InvalidToolCall.class, () -> new InvalidToolCall("name", "args", "id", "error")),
        entry(PythonRepr.class, () -> new PythonRepr("{1}")),
        entry(UsageMetadata.class, () -> UsageMetadata.of(1, 2)),
        entry(
            PartialWriteException.class,
            () -> new PartialWriteException(List.of(), List.of(), new UserException())),
        entry(Document.class, () -> Document.of("text", Map.of("page", 7)).withId("id")),
        entry(DocumentStore.class, () -> documents),
        entry(TypedStore.class, () -> documents),
        entry(BlockingTypedStore.class, documents::blocking),
        entry(ValueCodec.class, AnyObjectCodec::new),
        entry(ValueDecodingException.class, CoreObjects::failure));
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

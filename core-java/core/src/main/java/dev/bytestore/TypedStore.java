package dev.bytestore;

import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.Futures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A view of a {@link ByteStore} whose values are objects: {@code EncoderBackedStore} of LangChain.
 *
 * <pre>{@code
 * TypedStore<Page> pages = TypedStore.of(store, new PageCodec());
 * pages.blocking().mset(Map.of("page/1", page));
 * }</pre>
 *
 * <p>The rules of {@link ByteStore} for keys, absent keys, futures, cancellation, failures and bad
 * arguments hold here too. In addition:
 *
 * <ul>
 *   <li><b>Encoding</b> happens before a method that writes returns. If a value cannot be encoded,
 *       the method throws an {@link IllegalArgumentException} that names its position, and nothing
 *       is written.
 *   <li><b>Decoding</b> happens on the thread that completes the future. If a value cannot be
 *       decoded, the future fails with a {@link ValueDecodingException} that names the position of
 *       its key.
 *   <li><b>A key encoder</b>, if there is one, makes the keys under which values are stored, for
 *       example with the name of a tenant in front. It must return the same key each time, and
 *       different keys for different keys. It runs on the caller's thread, and many threads may
 *       call it at the same time. If it throws, the method throws the same exception, and nothing
 *       is sent. Exceptions of the store have the keys of the caller. Listings return the keys that
 *       are stored, as in Python, because they cannot be decoded.
 * </ul>
 *
 * <p>A typed store has no state of its own and does not need to be closed. Many threads may use it.
 *
 * @param <V> the type of the values
 */
public sealed class TypedStore<V> permits DocumentStore {

  private final ByteStore store;
  private final ValueCodec<V> codec;
  private final @Nullable UnaryOperator<String> keyEncoder;

  TypedStore(ByteStore store, ValueCodec<V> codec, @Nullable UnaryOperator<String> keyEncoder) {
    this.store = Objects.requireNonNull(store, "store");
    this.codec = Objects.requireNonNull(codec, "codec");
    this.keyEncoder = keyEncoder;
  }

  /** Returns a view of {@code store} that stores values under their own keys. */
  public static <V> TypedStore<V> of(ByteStore store, ValueCodec<V> codec) {
    return new TypedStore<>(store, codec, null);
  }

  /**
   * Returns a view of {@code store} that stores values under the keys that {@code keyEncoder}
   * makes.
   */
  public static <V> TypedStore<V> of(
      ByteStore store, ValueCodec<V> codec, UnaryOperator<String> keyEncoder) {
    return new TypedStore<>(store, codec, Objects.requireNonNull(keyEncoder, "keyEncoder"));
  }

  /**
   * Reads the values of {@code keys}.
   *
   * @return one value for each key, in the order of the keys, with null where a key is absent. The
   *     list cannot be modified
   */
  public CompletableFuture<List<@Nullable V>> mgetAsync(Collection<String> keys) {
    List<String> stored = storedKeys(keys, new StoredKeys(keyEncoder, "keys")::next);
    CompletableFuture<List<byte @Nullable []>> bytes = store.mgetAsync(stored);
    CompletableFuture<List<@Nullable V>> values = new CompletableFuture<>();
    Futures.whenDone(
        bytes,
        values,
        (@Nullable List<byte @Nullable []> found, @Nullable Throwable failure) -> {
          if (failure != null) {
            values.completeExceptionally(failure);
          } else {
            values.complete(
                decode(stored, Objects.requireNonNull(found, "the store's values"), values));
          }
        });
    Futures.whenDoneCancel(values, bytes);
    return values;
  }

  /**
   * Writes all {@code entries}, as {@link ByteStore#msetAsync(Map)} does.
   *
   * @throws IllegalArgumentException also if a value cannot be encoded, or if the key encoder makes
   *     the same key of two different keys; nothing is sent
   */
  public CompletableFuture<Void> msetAsync(Map<String, ? extends V> entries) {
    return write(entries, store::msetAsync);
  }

  /**
   * Writes all {@code entries}, which expire after {@code ttl}, as {@link ByteStore#msetAsync(Map,
   * Duration)} does.
   *
   * @throws UnsupportedOperationException if {@code ttl} is not zero and the store cannot let
   *     entries expire; nothing is sent
   */
  public CompletableFuture<Void> msetAsync(Map<String, ? extends V> entries, Duration ttl) {
    Arguments.ttlSeconds(ttl);
    return write(entries, encoded -> store.msetAsync(encoded, ttl));
  }

  /**
   * Deletes {@code keys}, as {@link ByteStore#mdeleteAsync} does.
   *
   * @throws IllegalArgumentException also if the key encoder makes the same key of two different
   *     keys; nothing is sent
   */
  public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
    StoredKeys storedKeys = new StoredKeys(keyEncoder, "keys");
    List<String> stored = storedKeys(keys, storedKeys::nextDistinct);
    return storedKeys.named(store.mdeleteAsync(stored));
  }

  /** Lists all keys that are stored. See {@link ByteStore#yieldKeysAsync(String, String)}. */
  public CompletableFuture<KeyPage> yieldKeysAsync() {
    return store.yieldKeysAsync();
  }

  /** Lists the stored keys that start with {@code prefix}. */
  public CompletableFuture<KeyPage> yieldKeysAsync(String prefix) {
    return store.yieldKeysAsync(prefix);
  }

  /**
   * Lists the stored keys that start with {@code prefix}. See {@link
   * ByteStore#yieldKeysAsync(String, String)}.
   */
  public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position) {
    return store.yieldKeysAsync(prefix, position);
  }

  /**
   * Calls {@code consumer} with each stored key that starts with {@code prefix}. See {@link
   * ByteStore#forEachKeyAsync}.
   */
  public CompletableFuture<Void> forEachKeyAsync(String prefix, Consumer<? super String> consumer) {
    return store.forEachKeyAsync(prefix, consumer);
  }

  /** Completes when the store's setup is done. See {@link ByteStore#ensureSetupAsync()}. */
  public CompletableFuture<Void> ensureSetupAsync() {
    return store.ensureSetupAsync();
  }

  /** Returns a view of this store whose methods wait for the result and return it. */
  public BlockingTypedStore<V> blocking() {
    return new BlockingTypedStore<>(this, store.blocking());
  }

  /** Returns why a value was not decoded, without its content. */
  String reason(Exception failure) {
    return failure.getClass().getName();
  }

  private CompletableFuture<Void> write(
      Map<String, ? extends V> entries,
      Function<Map<String, byte[]>, CompletableFuture<Void>> send) {
    Objects.requireNonNull(entries, "entries");
    Map<String, byte[]> encoded = new LinkedHashMap<>(entries.size() * 4 / 3 + 1);
    StoredKeys keys = new StoredKeys(keyEncoder, "entries");
    int[] position = {0};
    entries.forEach(
        (key, value) -> {
          String stored = keys.nextDistinct(key);
          encoded.put(stored, encode(stored, value, position[0]++));
        });
    return keys.named(send.apply(encoded));
  }

  private byte[] encode(String key, V value, int position) {
    Objects.requireNonNull(
        value, () -> "entries: value at position %d is null".formatted(position));
    try {
      return Objects.requireNonNull(codec.encode(key, value), "the codec returned null");
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "entries: the value at position %d cannot be encoded: %s".formatted(position, reason(e)),
          e);
    }
  }

  private List<@Nullable V> decode(
      List<String> keys, List<byte @Nullable []> found, CompletableFuture<?> own) {
    if (found.size() != keys.size()) {
      throw new IllegalStateException(
          "the store returned %d values for %d keys".formatted(found.size(), keys.size()));
    }
    List<@Nullable V> values = new ArrayList<>(found.size());
    for (byte[] bytes : found) {
      if (own.isDone()) {
        break; // the call was cancelled
      }
      values.add(bytes == null ? null : decode(keys.get(values.size()), bytes, values.size()));
    }
    return Collections.<@Nullable V>unmodifiableList(values);
  }

  private V decode(String key, byte[] bytes, int position) {
    try {
      return Objects.requireNonNull(codec.decode(key, bytes), "the codec returned null");
    } catch (Exception e) {
      throw new ValueDecodingException(position, reason(e), e);
    }
  }

  private static List<String> storedKeys(Collection<String> keys, UnaryOperator<String> next) {
    Objects.requireNonNull(keys, "keys");
    List<String> stored = new ArrayList<>(keys.size());
    for (String key : keys) {
      stored.add(next.apply(key));
    }
    return stored;
  }
}

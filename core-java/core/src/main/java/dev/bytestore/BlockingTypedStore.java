package dev.bytestore;

import static dev.bytestore.internal.Futures.await;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The blocking view of a {@link TypedStore}. Each method calls the method of {@link TypedStore}
 * with the same name and {@code Async} at its end, waits for the future, and returns its result or
 * throws its failure. {@link BlockingByteStore} describes waiting, interrupts, failures and
 * threads.
 *
 * @param <V> the type of the values
 */
public final class BlockingTypedStore<V> {

  private final TypedStore<V> typed;
  private final BlockingByteStore bytes;

  BlockingTypedStore(TypedStore<V> typed, BlockingByteStore bytes) {
    this.typed = typed;
    this.bytes = bytes;
  }

  /** Reads the values of {@code keys}. See {@link TypedStore#mgetAsync}. */
  @SuppressWarnings("NullAway") // on JDK 17 it does not see the @Nullable before V
  public List<@Nullable V> mget(Collection<String> keys) {
    return await(typed.mgetAsync(keys));
  }

  /** Writes all {@code entries}. See {@link TypedStore#msetAsync(Map)}. */
  public void mset(Map<String, ? extends V> entries) {
    await(typed.msetAsync(entries));
  }

  /** Writes all {@code entries}. See {@link TypedStore#msetAsync(Map, Duration)}. */
  public void mset(Map<String, ? extends V> entries, Duration ttl) {
    await(typed.msetAsync(entries, ttl));
  }

  /** Deletes {@code keys}. See {@link TypedStore#mdeleteAsync}. */
  public void mdelete(Collection<String> keys) {
    await(typed.mdeleteAsync(keys));
  }

  /** Lists all stored keys. See {@link BlockingByteStore#yieldKeys(String, String)}. */
  public Stream<String> yieldKeys() {
    return bytes.yieldKeys();
  }

  /** Lists the stored keys that start with {@code prefix}. */
  public Stream<String> yieldKeys(String prefix) {
    return bytes.yieldKeys(prefix);
  }

  /**
   * Lists the stored keys that start with {@code prefix}, after {@code position} if it is not null.
   * See {@link BlockingByteStore#yieldKeys(String, String)}.
   */
  public Stream<String> yieldKeys(String prefix, @Nullable String position) {
    return bytes.yieldKeys(prefix, position);
  }

  /** Waits until the store's setup is done. See {@link BlockingByteStore#ensureSetup()}. */
  public void ensureSetup() {
    bytes.ensureSetup();
  }
}

package dev.bytestore;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes by key, read and written in bulk: LangChain's {@code ByteStore} for the JVM.
 *
 * <p>What holds for every implementation:
 *
 * <ul>
 *   <li><b>Keys</b> are non-empty strings of at most 65,535 UTF-8 bytes, 8,000 in Astra DB, without
 *       unpaired surrogates, compared code unit by code unit: nothing is trimmed, folded or
 *       normalised.
 *   <li><b>Absent</b> is {@code null}. Empty bytes are a value like any other.
 *   <li><b>Futures</b>: every call returns a future of its own. It completes on the store's
 *       executor, or on the thread that waits for it in {@code join} or {@code get}, or is complete
 *       already; never on a thread of the driver or of an HTTP client. A continuation may block
 *       without stopping the store.
 *   <li><b>Cancelling</b> the future, or completing it by other means such as {@code orTimeout},
 *       stops the call from sending more. What was sent may still take effect.
 *   <li><b>Bad arguments</b> are thrown at once by the call, before anything is sent: {@link
 *       NullPointerException} for a null, {@link IllegalArgumentException} for the rest. The
 *       message names the parameter and the position in it, never the key or the value.
 *   <li><b>Empty input</b> is answered without asking the server.
 *   <li><b>Byte arrays</b> handed in are not copied: leave them alone until the future completes.
 *       Collections and maps are copied before the call returns. Arrays handed out are the
 *       caller's, each its own.
 *   <li><b>Concurrency</b>: a store is safe for use by any number of threads. Calls that run at the
 *       same time have no order among each other, and none is atomic across its keys.
 * </ul>
 */
public interface ByteStore {

  /**
   * Reads the values of {@code keys}.
   *
   * @return the values in the order of the keys, one for each, with null where a key is absent; a
   *     key that is asked for twice is answered twice. The list cannot be modified.
   */
  CompletableFuture<List<byte @Nullable []>> mgetAsync(Collection<String> keys);

  /**
   * Writes all {@code entries}, replacing the values of keys that exist. They live as long as the
   * store's own default says.
   *
   * <p>If some could not be written, the future fails with a {@link PartialWriteException} that
   * lists which were; if none was, with the backend's own exception. Once one write has failed, no
   * further one is started.
   */
  CompletableFuture<Void> msetAsync(Map<String, byte[]> entries);

  /**
   * Writes all {@code entries} as {@link #msetAsync(Map)} does, to be absent again after {@code
   * ttl}, whatever the store's default.
   *
   * @param ttl from zero, which means for ever, to 630,720,000 seconds (20 years); a fraction of a
   *     second counts as a whole one. A Cassandra older than 5.0, or in a mode compatible with
   *     that, refuses what would expire after January 2038
   * @throws UnsupportedOperationException if this kind of store cannot let entries expire
   */
  CompletableFuture<Void> msetAsync(Map<String, byte[]> entries, Duration ttl);

  /**
   * Deletes {@code keys}. Absent and repeated ones are no error. A failure is told as by {@link
   * #msetAsync(Map)}, a deleted key counting as written.
   */
  CompletableFuture<Void> mdeleteAsync(Collection<String> keys);

  /** Lists all keys: {@link #yieldKeysAsync(String)} with the empty prefix. */
  default CompletableFuture<KeyPage> yieldKeysAsync() {
    return yieldKeysAsync("", null);
  }

  /** Lists the keys that start with {@code prefix}, from the first on. */
  default CompletableFuture<KeyPage> yieldKeysAsync(String prefix) {
    return yieldKeysAsync(prefix, null);
  }

  /**
   * Lists the keys that start with {@code prefix}, a page at a time, each key once. The order is
   * the store's own, but always the same. A key written or deleted during the walk may or may not
   * be in it; every other one is.
   *
   * @param prefix literal and case-sensitive, without wildcards; empty for all keys
   * @param position where to go on, from {@link KeyPage#position()} of a page of this store's data,
   *     also if another process read that page; null to start at the beginning
   * @throws IllegalArgumentException if {@code prefix} holds an unpaired surrogate or {@code
   *     position} is not one of this kind of store's
   */
  CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position);

  /**
   * Calls {@code consumer} with each key that starts with {@code prefix}, as {@link
   * KeyPage#forEachAsync} does. Unlike {@code yieldKeysAsync(prefix).thenCompose(page ->
   * page.forEachAsync(consumer))} it also cancels the request for the first page when the future is
   * cancelled.
   *
   * @param prefix as in {@link #yieldKeysAsync(String, String)}; empty for all keys
   */
  default CompletableFuture<Void> forEachKeyAsync(
      String prefix, Consumer<? super String> consumer) {
    Objects.requireNonNull(consumer, "consumer");
    return KeyWalk.start(yieldKeysAsync(prefix), consumer);
  }

  /**
   * Completes when the store's setup is done: at once where it was or where there is none. A setup
   * that failed is tried again; one that runs is waited for, not started twice.
   */
  CompletableFuture<Void> ensureSetupAsync();

  /** This store for callers that wait: the same operations, returning values. */
  default BlockingByteStore blocking() {
    return new BlockingByteStore(this);
  }
}

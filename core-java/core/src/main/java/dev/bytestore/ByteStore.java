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
 * Stores byte arrays by key and reads and writes many keys in one call: LangChain's {@code
 * ByteStore} for the JVM.
 *
 * <p>These rules hold for every implementation:
 *
 * <ul>
 *   <li><b>Keys</b> are non-empty strings without unpaired surrogates, of at most 65,535 UTF-8
 *       bytes (8,000 in Astra DB). Keys are case-sensitive. They are not trimmed or normalised: two
 *       keys are equal only if {@link String#equals} says so.
 *   <li><b>Absent keys</b> have the value {@code null}. An empty array is a value like any other.
 *   <li><b>Futures</b>: every call returns a future of its own. The future completes on the store's
 *       executor or on the thread that waits for it in {@code join} or {@code get}, or is complete
 *       when it is returned. It never completes on a thread of the driver or of an HTTP client, so
 *       a continuation may block without stopping the store.
 *   <li><b>Cancellation</b>: if the caller cancels the future, or completes it in another way such
 *       as {@code orTimeout}, the call sends no further requests. Requests that were sent may still
 *       take effect.
 *   <li><b>Bad arguments</b> make the method throw before anything is sent: a {@link
 *       NullPointerException} for a null, an {@link IllegalArgumentException} for anything else.
 *       The message names the parameter and the position in it, never the key or the value.
 *   <li><b>Empty input</b>: if there are no keys or entries, no request is sent.
 *   <li><b>Byte arrays</b> that are passed in are not copied, so do not change them until the
 *       future completes. Collections and maps are copied before the method returns. Each array in
 *       a result belongs to the caller.
 *   <li><b>Concurrency</b>: any number of threads may use a store at the same time. The store does
 *       not order calls that run at the same time, and no call is atomic across its keys.
 * </ul>
 */
public interface ByteStore {

  /**
   * Reads the values of {@code keys}.
   *
   * @return one value for each key, in the order of the keys, with null where a key is absent. A
   *     key that is passed twice gets two values, each an array of its own. The list cannot be
   *     modified
   */
  CompletableFuture<List<byte @Nullable []>> mgetAsync(Collection<String> keys);

  /**
   * Writes all {@code entries} and replaces the values of keys that exist. The entries live as long
   * as the store's default says. If the map has the same key more than once, as an {@link
   * java.util.IdentityHashMap} may, the last of its entries wins.
   *
   * <p>If some entries were written and some were not, the future fails with a {@link
   * PartialWriteException} that lists both. If no entry was written, it fails with the backend's
   * own exception. Once one write has failed, the store starts no further ones.
   */
  CompletableFuture<Void> msetAsync(Map<String, byte[]> entries);

  /**
   * As {@link #msetAsync(Map)}, but the entries are absent again after {@code ttl}, whatever the
   * store's default is.
   *
   * @param ttl up to 630,720,000 seconds (20 years), where a fraction of a second counts as a whole
   *     one. Zero means that the entries do not expire. Cassandra before 5.0, or in a mode that is
   *     compatible with such a version, refuses entries that would expire after January 2038
   * @throws UnsupportedOperationException if {@code ttl} is not zero and this kind of store cannot
   *     let entries expire; nothing is sent
   */
  CompletableFuture<Void> msetAsync(Map<String, byte[]> entries, Duration ttl);

  /**
   * Deletes {@code keys}. Keys that are absent or passed twice are no error.
   *
   * <p>The future fails as in {@link #msetAsync(Map)}. {@link PartialWriteException#writtenKeys()}
   * has the deleted keys.
   */
  CompletableFuture<Void> mdeleteAsync(Collection<String> keys);

  /** Lists all keys. See {@link #yieldKeysAsync(String, String)}. */
  default CompletableFuture<KeyPage> yieldKeysAsync() {
    return yieldKeysAsync("", null);
  }

  /**
   * Lists the keys that start with {@code prefix}, from the first one on. See {@link
   * #yieldKeysAsync(String, String)}.
   */
  default CompletableFuture<KeyPage> yieldKeysAsync(String prefix) {
    return yieldKeysAsync(prefix, null);
  }

  /**
   * Lists the keys that start with {@code prefix}, one page at a time and each key once. All
   * listings of one store have the same order, which the store chooses. A key that is written or
   * deleted during the listing may or may not be in it; every other key is.
   *
   * @param prefix case-sensitive, without wildcards; empty for all keys
   * @param position where to go on: the {@link KeyPage#position()} of a page, also of one that
   *     another process read. Null for the beginning
   * @return the first page; it has no keys and no next page if no key starts with {@code prefix}
   * @throws IllegalArgumentException if {@code prefix} contains an unpaired surrogate, or if {@code
   *     position} is not one of this kind of store
   */
  CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position);

  /**
   * Calls {@code consumer} with each key that starts with {@code prefix}. {@link
   * KeyPage#forEachAsync} describes the thread, the failures and the cancellation.
   *
   * <p>Cancelling the future also cancels the request for the first page. The future of {@code
   * yieldKeysAsync(prefix).thenCompose(page -> page.forEachAsync(consumer))} does not.
   *
   * @param prefix as in {@link #yieldKeysAsync(String, String)}; empty for all keys
   */
  default CompletableFuture<Void> forEachKeyAsync(
      String prefix, Consumer<? super String> consumer) {
    Objects.requireNonNull(consumer, "consumer");
    return KeyWalk.start(yieldKeysAsync(prefix), consumer);
  }

  /**
   * Completes when the store's setup is done. If it is done already, or if there is none, nothing
   * is sent. If the setup failed before, it runs again; if it is running, this call waits for it.
   * Cancelling the future does not stop the setup, because other calls may wait for it too.
   *
   * <p>The future fails with the failure of the setup, such as an {@link IllegalStateException} if
   * a table or a collection of that name exists but is not one for a store.
   */
  CompletableFuture<Void> ensureSetupAsync();

  /** Returns a view of this store whose methods wait for the result and return it. */
  default BlockingByteStore blocking() {
    return new BlockingByteStore(this);
  }
}

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
 * Stores byte arrays by key, and reads, writes or deletes many keys in one call. This is
 * LangChain's {@code ByteStore} for the JVM, and the methods have the names of Python's: {@code
 * mget}, {@code mset}, {@code mdelete} and {@code yield_keys}.
 *
 * <pre>{@code
 * store
 *     .msetAsync(Map.of("page/1", bytes))
 *     .thenCompose(done -> store.mgetAsync(List.of("page/1", "page/2")))
 *     .thenAccept(values -> show(values.get(0), values.get(1))); // the second one is null
 * }</pre>
 *
 * <p>The implementations are {@link InMemoryByteStore}, {@code CassandraByteStore} in {@code
 * bytestore-cassandra} and {@code AstraDbByteStore} in {@code bytestore-astra}. A store does not
 * need to be closed. {@link #blocking()} has the same operations as methods that wait.
 *
 * <p>These rules hold for every implementation:
 *
 * <ul>
 *   <li><b>Keys</b> are non-empty strings without unpaired surrogates, of at most 65,535 UTF-8
 *       bytes (8,000 in Astra DB). Keys are case-sensitive. They are not trimmed or normalised: two
 *       keys are equal only if {@link String#equals} says so.
 *   <li><b>Absent keys</b> have the value {@code null}. An empty array is a value like any other.
 *   <li><b>Size</b>: one call may have any number of keys or entries; the store splits it into
 *       requests. A value has at most about 2,999,000 bytes in Astra DB. In Cassandra the server
 *       sets the limit, by default 16 MiB.
 *   <li><b>Futures</b>: each call returns a new future. It completes on the store's executor. By
 *       default this is a pool of daemon threads that all stores of the process share; the builders
 *       of Cassandra stores and of Astra DB connections have an option to set another one. If a
 *       thread waits in {@code join} or {@code get}, that thread may complete the future instead.
 *       Some futures are already complete when they are returned. No future completes on a thread
 *       of the driver or of an HTTP client, so a continuation may block without stopping the store.
 *   <li><b>Failures</b>: if one request of a call fails, the future fails with the backend's own
 *       exception, such as the driver's or the Data API's. A timeout is such a failure too. A write
 *       or deletion that succeeded in part fails with a {@link PartialWriteException}.
 *   <li><b>Cancellation</b>: if the caller cancels the future, or completes it in another way such
 *       as {@code orTimeout}, the call sends no further requests. Requests that were already sent
 *       may still take effect.
 *   <li><b>Bad arguments</b> make the method throw before anything is sent: a {@link
 *       NullPointerException} for a null, also for a null key or value in a collection, and an
 *       {@link IllegalArgumentException} for anything else. The message names the parameter and the
 *       position in it, never the key or the value.
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
   * Reads the values of {@code keys}. If one of the reads fails, the whole call fails.
   *
   * @return one value for each key, in the order of the keys, with null where a key is absent. A
   *     key that is passed twice gets two values, each an array of its own. The list cannot be
   *     modified
   */
  CompletableFuture<List<byte @Nullable []>> mgetAsync(Collection<String> keys);

  /**
   * Writes all {@code entries} and replaces the values of keys that exist. The entries get the
   * store's default time-to-live. A Cassandra store has an option for it; without that option, and
   * in the other stores, entries do not expire, unless the Cassandra table has a default of its
   * own. If the map has the same key more than once, as an {@link java.util.IdentityHashMap} may,
   * the last of its entries wins.
   *
   * <p>If some entries were written and some were not, the future fails with a {@link
   * PartialWriteException} that lists both. If no entry was written, it fails with the backend's
   * own exception. Once one write has failed, the store starts no further ones.
   */
  CompletableFuture<Void> msetAsync(Map<String, byte[]> entries);

  /**
   * As {@link #msetAsync(Map)}, but the entries expire after {@code ttl}. The store's default
   * time-to-live is ignored.
   *
   * @param ttl not negative, and at most 630,720,000 seconds (20 years). A fraction of a second is
   *     rounded up to a whole second. Zero means that the entries do not expire. Cassandra before
   *     5.0 refuses entries that would expire after January 2038, and so does Cassandra 5 with the
   *     {@code storage_compatibility_mode} {@code CASSANDRA_4}; the future then fails with the
   *     driver's exception
   * @throws UnsupportedOperationException if {@code ttl} is not zero and this kind of store, such
   *     as one in Astra DB, cannot let entries expire; nothing is sent
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
   * @param position null to begin with the first key. To continue an earlier listing, pass the
   *     {@link KeyPage#position()} of the last page that was read, in this or in another process
   * @return the first page; it has no keys and no next page if no key starts with {@code prefix}.
   *     The future fails with the backend's own exception if the page cannot be read
   * @throws IllegalArgumentException if {@code prefix} contains an unpaired surrogate, or if {@code
   *     position} is not a position of this kind of store
   */
  CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position);

  /**
   * Calls {@code consumer} with each key that starts with {@code prefix}. {@link
   * KeyPage#forEachAsync} describes the thread, the failures and the cancellation. Cancelling the
   * future also cancels the request for the first page.
   *
   * @param prefix as in {@link #yieldKeysAsync(String, String)}; empty for all keys
   */
  default CompletableFuture<Void> forEachKeyAsync(
      String prefix, Consumer<? super String> consumer) {
    Objects.requireNonNull(consumer, "consumer");
    return KeyWalk.start(yieldKeysAsync(prefix), consumer);
  }

  /**
   * Completes when the store's setup is done: its table or collection exists and was checked, see
   * {@link SetupMode}. You need this method only to try again after a failed setup, or to wait for
   * one: all other calls wait for the setup too, and run it again if it failed.
   *
   * <p>If the setup is done already, or if there is none, nothing is sent. If it failed before,
   * this call runs it again; if it is running, this call waits for it. Cancelling the future does
   * not stop the setup, because other calls may wait for it too.
   *
   * <p>The future fails with the failure of the setup, such as an {@link IllegalStateException} if
   * a table or a collection of that name exists but does not fit this store.
   */
  CompletableFuture<Void> ensureSetupAsync();

  /** Returns a view of this store whose methods wait for the result and return it. */
  default BlockingByteStore blocking() {
    return new BlockingByteStore(this);
  }
}

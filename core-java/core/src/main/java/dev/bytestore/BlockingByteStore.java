package dev.bytestore;

import static dev.bytestore.internal.Futures.await;

import dev.bytestore.internal.Arguments;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The blocking view of a {@link ByteStore}. {@link ByteStore#blocking()} returns it. Each method
 * calls the method of {@link ByteStore} with the same name and {@code Async} at its end, waits for
 * the future, and returns its result or throws its failure.
 *
 * <pre>{@code
 * BlockingByteStore blocking = store.blocking();
 * blocking.mset(Map.of("page/1", bytes));
 * List<byte[]> values = blocking.mget(List.of("page/1", "page/2"));
 * }</pre>
 *
 * <p>The rules of {@link ByteStore} for keys and values apply here too. In addition:
 *
 * <ul>
 *   <li><b>Waiting</b> ends when the call succeeds or fails. Only the store's own timeouts limit
 *       it; if one of them ends the call, the backend's exception is thrown. For another limit, use
 *       the future: {@code store.mgetAsync(keys).orTimeout(1, SECONDS).join()}.
 *   <li><b>Bad arguments</b> make the method throw before anything is sent: a {@link
 *       NullPointerException} for a null, and an {@link IllegalArgumentException} for anything
 *       else. The message names the parameter and the position in it, never the key or the value.
 *   <li><b>Failures</b> are thrown without a {@link java.util.concurrent.CompletionException}
 *       around them: a {@link PartialWriteException}, or the exception of the driver or of the Data
 *       API. The stack trace of such an exception is that of another thread. To show where the call
 *       was made, the exception has a suppressed exception with the stack trace of the waiting
 *       thread and the message {@code the blocking call was made here}.
 *   <li><b>Interrupts</b>: if the waiting thread is interrupted, the call is cancelled and a {@link
 *       java.util.concurrent.CancellationException} is thrown. The thread's interrupt flag stays
 *       set. Requests that were sent may still take effect. If the result is there at once, as in
 *       an in-memory store, the method returns it and ignores the flag.
 *   <li><b>Threads</b>: any number of threads may call at the same time. You may also call from a
 *       continuation of a store's future. Never call a method on a thread of the driver or of an
 *       HTTP client, for example in a continuation of {@code session.executeAsync(...)}: it could
 *       wait forever for a response that only its own thread can read.
 * </ul>
 */
public final class BlockingByteStore {

  private final ByteStore store;

  BlockingByteStore(ByteStore store) {
    this.store = store;
  }

  /**
   * Reads the values of {@code keys}. If there are no keys, no request is sent.
   *
   * @return one value for each key, in the order of the keys, with null where a key is absent. A
   *     key that is passed twice gets two values, each an array of its own. The list cannot be
   *     modified; its arrays belong to the caller.
   */
  public List<byte @Nullable []> mget(Collection<String> keys) {
    return await(store.mgetAsync(keys));
  }

  /**
   * Writes all {@code entries} and replaces the values of keys that exist. The entries get the
   * store's default time-to-live, as in {@link ByteStore#msetAsync(Map)}. If there are no entries,
   * no request is sent.
   *
   * <p>The arrays are not copied, so no other thread may change them before this method returns.
   * Once one write has failed, the store starts no further ones.
   *
   * @throws PartialWriteException if some entries were written and some were not; it lists both. If
   *     no entry was written, this method throws the backend's own exception
   */
  public void mset(Map<String, byte[]> entries) {
    await(store.msetAsync(entries));
  }

  /**
   * As {@link #mset(Map)}, but the entries expire after {@code ttl}. The store's default
   * time-to-live is ignored.
   *
   * @param ttl not negative, and at most 630,720,000 seconds (20 years). A fraction of a second is
   *     rounded up to a whole second. Zero means that the entries do not expire. {@link
   *     ByteStore#msetAsync(Map, Duration)} says which servers refuse expiry after January 2038
   * @throws UnsupportedOperationException if {@code ttl} is not zero and this kind of store cannot
   *     let entries expire; nothing is sent
   */
  public void mset(Map<String, byte[]> entries, Duration ttl) {
    await(store.msetAsync(entries, ttl));
  }

  /**
   * Deletes {@code keys}. Keys that are absent or passed twice are no error. If there are no keys,
   * no request is sent.
   *
   * @throws PartialWriteException as in {@link #mset(Map)}; {@link
   *     PartialWriteException#writtenKeys()} has the deleted keys
   */
  public void mdelete(Collection<String> keys) {
    await(store.mdeleteAsync(keys));
  }

  /** Lists all keys. See {@link #yieldKeys(String, String)}. */
  public Stream<String> yieldKeys() {
    return yieldKeys("", null);
  }

  /**
   * Lists the keys that start with {@code prefix}, from the first one on. See {@link
   * #yieldKeys(String, String)}.
   */
  public Stream<String> yieldKeys(String prefix) {
    return yieldKeys(prefix, null);
  }

  /**
   * Lists the keys that start with {@code prefix}, each of them once, in an order that is the same
   * in all listings of one store. A key that is written or deleted while the stream is read may or
   * may not be in it.
   *
   * <p>The stream is lazy: the store reads nothing before the terminal operation. That operation
   * waits for one page of keys at a time, and asks for the next page when it has taken all keys of
   * the current one. So {@code limit} and {@code findFirst} stop early. A Cassandra store may have
   * read up to 8 further pages ahead by then; other stores do not read ahead. The stream is
   * sequential and need not be closed, not even if it is not read to its end.
   *
   * <p>If a page cannot be read, or if the thread is interrupted, the terminal operation throws the
   * exception.
   *
   * <p>The stream contains no positions. To get one, read a page with {@link
   * ByteStore#yieldKeysAsync(String)} and call {@link KeyPage#position()}.
   *
   * @param prefix case-sensitive, without wildcards; empty for all keys
   * @param position null to begin with the first key. To continue an earlier listing, pass the
   *     {@link KeyPage#position()} of the last page that was read, in this or in another process
   * @throws IllegalArgumentException if {@code prefix} contains an unpaired surrogate. If {@code
   *     position} is not a position of this kind of store, the terminal operation throws it
   */
  public Stream<String> yieldKeys(String prefix, @Nullable String position) {
    Arguments.prefix(prefix);
    Iterator<String> keys = new KeyIterator(() -> store.yieldKeysAsync(prefix, position));
    int characteristics = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(keys, characteristics), /* parallel= */ false);
  }

  /**
   * Waits until the store's setup is done. You need this method only to try again after a failed
   * setup, or to wait for one, see {@link ByteStore#ensureSetupAsync()}. It returns immediately if
   * the setup is done already or if there is none. If the setup failed before, this method runs it
   * again; if it is running, this method waits for it.
   *
   * <p>If the setup fails, this method throws that failure, such as an {@link
   * IllegalStateException} if a table or a collection of that name exists but does not fit this
   * store.
   */
  public void ensureSetup() {
    await(store.ensureSetupAsync());
  }
}

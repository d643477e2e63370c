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
 * A {@link ByteStore} for callers that wait. Each method makes the call whose name ends in {@code
 * Async}, waits until it is done, and returns its result or throws its failure.
 *
 * <p>These rules hold for every method:
 *
 * <ul>
 *   <li><b>Waiting</b> ends when the call succeeds or fails. Only the store's own timeouts limit
 *       it. For another limit, use the future: {@code store.mgetAsync(keys).orTimeout(1,
 *       SECONDS).join()}.
 *   <li><b>Bad arguments</b> are refused before anything is sent: a null with a {@link
 *       NullPointerException}, anything else with an {@link IllegalArgumentException}. The message
 *       names the parameter and the position in it, never the key or the value.
 *   <li><b>Failures</b> are thrown as the future fails with them, not wrapped: a {@link
 *       PartialWriteException}, or the exception of the driver or of the Data API. The stack trace
 *       of such an exception is that of another thread. So an exception is suppressed in it that
 *       has the stack trace of the thread that waited, and the message {@code the blocking call was
 *       made here}.
 *   <li><b>Interrupts</b>: if the waiting thread is interrupted, the call is cancelled and a {@link
 *       java.util.concurrent.CancellationException} is thrown. The thread's interrupt flag stays
 *       set. Requests that were sent may still take effect. A call that needs no waiting, such as
 *       one on an in-memory store, ignores the flag.
 *   <li><b>Threads</b>: any number of threads may call at the same time, continuations of the
 *       store's futures too. Never call a method on a thread of the driver or of an HTTP client,
 *       for example in a continuation of {@code session.executeAsync(...)}: it could wait forever
 *       for a response that only its own thread can read.
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
   * Writes all {@code entries} and replaces the values of keys that exist. The entries live as long
   * as the store's default says. If there are no entries, no request is sent.
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
   * As {@link #mset(Map)}, but the entries are absent again after {@code ttl}, whatever the store's
   * default is.
   *
   * @param ttl up to 630,720,000 seconds (20 years), where a fraction of a second counts as a whole
   *     one. Zero means that the entries do not expire
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
   * waits for one page of keys at a time, and asks for the next page when all keys of the one
   * before it are used up. So {@code limit} and {@code findFirst} read no more pages than they
   * need, apart from those that the store reads ahead. The stream is sequential and need not be
   * closed, not even if it is not read to its end.
   *
   * <p>The terminal operation throws the failure if a page cannot be read, and reacts to
   * interrupts.
   *
   * @param prefix case-sensitive, without wildcards; empty for all keys
   * @param position where to go on: the {@link KeyPage#position()} of a page, also of one that
   *     another process read. Null for the beginning
   * @throws IllegalArgumentException if {@code prefix} contains an unpaired surrogate. The terminal
   *     operation throws it if {@code position} is not one of this kind of store
   */
  public Stream<String> yieldKeys(String prefix, @Nullable String position) {
    Arguments.prefix(prefix);
    Iterator<String> keys = new KeyIterator(() -> store.yieldKeysAsync(prefix, position));
    int characteristics = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(keys, characteristics), /* parallel= */ false);
  }

  /**
   * Waits until the store's setup is done. Returns at once if it is done already or if there is
   * none. If the setup failed before, this method runs it again; if it is running, this method
   * waits for it.
   *
   * <p>Throws what the setup fails with, such as an {@link IllegalStateException} if a table or a
   * collection of that name exists but is not one for a store.
   */
  public void ensureSetup() {
    await(store.ensureSetupAsync());
  }
}

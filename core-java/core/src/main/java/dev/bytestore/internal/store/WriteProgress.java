package dev.bytestore.internal.store;

import dev.bytestore.PartialWriteException;
import dev.bytestore.internal.Futures;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Records which parts (requests) of a call that writes or deletes were confirmed. Several threads
 * may confirm parts at the same time.
 */
public final class WriteProgress {

  private final AtomicIntegerArray done;
  private final IntFunction<List<String>> keys;
  private final PartialFailure failure;

  /** Makes the exception of a call of which only some parts were confirmed. */
  private interface PartialFailure {
    PartialWriteException of(Set<String> done, Set<String> notDone, Throwable cause);
  }

  private WriteProgress(int parts, IntFunction<List<String>> keys, PartialFailure failure) {
    this.done = new AtomicIntegerArray(parts);
    this.keys = keys;
    this.failure = failure;
  }

  /**
   * Returns the progress of a call that writes.
   *
   * @param keys returns the keys of a part
   */
  public static WriteProgress ofWrites(int parts, IntFunction<List<String>> keys) {
    return new WriteProgress(parts, keys, PartialWriteException::new);
  }

  /**
   * Returns the progress of a call that deletes.
   *
   * @param keys returns the keys of a part
   */
  public static WriteProgress ofDeletions(int parts, IntFunction<List<String>> keys) {
    return new WriteProgress(parts, keys, PartialWriteException::ofDeletion);
  }

  public void done(int part) {
    done.set(part, 1);
  }

  /**
   * Returns or throws the outcome of the call. Pass this method to {@code handle}.
   *
   * @throws CompletionException if there was a {@code problem}; its cause is the exception that the
   *     caller gets
   */
  public @Nullable Void outcome(@Nullable Object ignored, @Nullable Throwable problem) {
    if (problem == null) {
      return null;
    }
    Set<String> written = new LinkedHashSet<>();
    Set<String> unwritten = new LinkedHashSet<>();
    for (int i = 0; i < done.length(); i++) {
      (done.get(i) == 1 ? written : unwritten).addAll(keys.apply(i));
    }
    // A key that the caller passed twice may be in two parts.
    unwritten.removeAll(written);
    Throwable cause = Futures.unwrap(problem);
    if (written.isEmpty()) {
      throw new CompletionException(cause);
    }
    PartialWriteException partial = failure.of(written, unwritten, cause);
    if (problem != cause) {
      // RequestLimiter wraps the first failure and suppresses the further ones in the wrapper.
      Arrays.stream(problem.getSuppressed()).forEach(partial::addSuppressed);
    }
    throw new CompletionException(partial);
  }
}

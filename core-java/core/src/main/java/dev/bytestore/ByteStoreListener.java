package dev.bytestore;

import static java.util.Objects.requireNonNull;

import dev.bytestore.internal.UserCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Observes the calls of a byte store, for example to measure how long they take. It learns sizes,
 * times and outcomes, but no keys and no values:
 *
 * <pre>{@code
 * ByteStoreListener listener =
 *     operation -> summary -> log.info("{} took {}", operation, summary.duration());
 * }</pre>
 *
 * <p>Set it with {@code listener(...)} on the builder of a store, or with the constructor of {@link
 * InMemoryByteStore}. Typed stores and document stores are views of a byte store, so the listener
 * of that store observes their calls too. {@code bytestore-micrometer} has listeners for metrics
 * and traces.
 *
 * <ul>
 *   <li><b>Which calls</b>: each call of an operation of {@link ByteStore}, also one without keys.
 *       Each page of a listing is a call of its own. A call that throws because of a bad argument
 *       is not observed, and neither is the setup that {@code build()} runs.
 *   <li><b>Threads</b>: {@link #onStart} is called on the thread of the caller. {@link Call#onEnd}
 *       is called on the thread that completes the future, before the future completes: a thread of
 *       the store's executor, or the thread that waits for the future, cancels it or completes it.
 *       Several threads may call at the same time, so a listener must be thread-safe. It must not
 *       block.
 *   <li><b>Failures</b>: if a listener throws an exception or an error, the type and the stack
 *       trace are logged, without the message. The call is not affected.
 * </ul>
 */
@FunctionalInterface
public interface ByteStoreListener {

  /**
   * A call starts: its arguments are valid, and nothing was sent yet.
   *
   * @return receives the end of this call; null if the listener does not need to know it
   */
  @Nullable Call onStart(Operation operation);

  /**
   * A builder has created a store with this listener, and has not run its setup yet. A listener of
   * several stores is called once for each. A store in memory sends no requests, so this method is
   * not called for it. By default nothing happens.
   *
   * @param load the load of the store. The store holds a reference to it, so a weak reference is
   *     enough to read it as long as the store is in use
   */
  default void onBuild(Load load) {}

  /**
   * Returns a listener that calls this one and then {@code next}. If one of them throws, the other
   * one is called all the same.
   */
  default ByteStoreListener andThen(ByteStoreListener next) {
    requireNonNull(next, "next");
    ByteStoreListener first = this;
    return new ByteStoreListener() {
      @Override
      public @Nullable Call onStart(Operation operation) {
        Call one = UserCode.get("a ByteStoreListener", () -> first.onStart(operation));
        Call other = UserCode.get("a ByteStoreListener", () -> next.onStart(operation));
        if (one == null || other == null) {
          return one == null ? other : one;
        }
        return summary -> {
          UserCode.run("a ByteStoreListener", () -> one.onEnd(summary));
          other.onEnd(summary);
        };
      }

      @Override
      public void onBuild(Load load) {
        UserCode.run("a ByteStoreListener", () -> first.onBuild(load));
        next.onBuild(load);
      }
    };
  }

  /** A call that has started. */
  @FunctionalInterface
  interface Call {

    /**
     * The call ends. This is called exactly once. If a caller cancels the future while it
     * completes, {@code summary} may have the other one of the two outcomes.
     */
    void onEnd(Summary summary);
  }

  /** What a call does. Further operations may be added. */
  enum Operation {
    MGET,
    MSET,
    MDELETE,
    /** Reads one page of a listing. */
    YIELD_KEYS,
    /** Only for {@link ByteStore#ensureSetupAsync}: other calls wait for the setup themselves. */
    ENSURE_SETUP
  }

  /** How a call ended. */
  enum Outcome {
    SUCCESS,
    /** Also if a write or a deletion succeeded in part. */
    FAILURE,
    /**
     * The caller cancelled the future, or completed it in another way such as {@code orTimeout}.
     */
    CANCELLED
  }

  /**
   * The sizes, the times and the outcome of a call.
   *
   * @param failure the exception that the caller gets, null unless the outcome is {@link
   *     Outcome#FAILURE}. Its message may contain data, so do not log it without need
   * @param duration from the start to the end of the call. Includes the time for which the call
   *     waits for its turn, for the setup, and for a thread of the executor
   * @param keys how many keys or entries were passed, whatever the outcome; for {@link
   *     Operation#YIELD_KEYS} how many keys the page has, or 0 if there is no page
   * @param bytes the length of all values that were read, or that were passed to be written. The
   *     outcome of a write does not change it, but a read that did not succeed has 0 bytes
   * @param retries how many requests the store sent again after a temporary failure, and how many
   *     ranges of a listing it read again in smaller parts. Retries of the driver, and those of a
   *     setup, are not counted
   */
  record Summary(
      Operation operation,
      Outcome outcome,
      @Nullable Throwable failure,
      Duration duration,
      int keys,
      long bytes,
      int retries) {

    /**
     * Creates a summary, for tests of listeners.
     *
     * @throws IllegalArgumentException if a number or the duration is negative, or if there is a
     *     failure and the outcome is another one, or the other way round
     */
    public Summary {
      requireNonNull(operation, "operation");
      requireNonNull(outcome, "outcome");
      requireNonNull(duration, "duration");
      if ((failure != null) != (outcome == Outcome.FAILURE)) {
        throw new IllegalArgumentException(
            "failure: must be given if the outcome is FAILURE, and only then; the outcome is "
                + outcome);
      }
      if (duration.isNegative() || keys < 0 || bytes < 0 || retries < 0) {
        throw new IllegalArgumentException(
            "duration, keys, bytes and retries must not be negative");
      }
    }
  }

  /**
   * The load of a store at the moment. Any number of threads may read it. The numbers are those of
   * this object's store only, and not read at the same instant.
   */
  interface Load {

    /** The number of requests that were sent and not answered. */
    int requestsInFlight();

    /** The number of requests that wait for their turn. */
    long requestsWaiting();

    /**
     * How many requests may be in flight at the moment. In Cassandra this number follows the load
     * that the server can take, up to {@code maxRequestsInFlight}.
     */
    int requestLimit();
  }
}

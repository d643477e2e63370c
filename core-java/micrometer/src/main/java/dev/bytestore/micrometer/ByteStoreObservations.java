package dev.bytestore.micrometer;

import static java.util.Objects.requireNonNull;

import dev.bytestore.ByteStoreListener;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link Observation} of each call of a byte store. With a tracing handler in the
 * registry, each call is a span; with a meter handler, each call is recorded by a timer.
 *
 * <pre>{@code
 * ByteStore store =
 *     CassandraByteStore.builder(session)
 *         .table("pages")
 *         .listener(new ByteStoreObservations(observationRegistry, "pages"))
 *         .build();
 * }</pre>
 *
 * <ul>
 *   <li><b>Name</b>: {@code bytestore.call}. The contextual name, which is that of the span, is the
 *       operation and the store, such as {@code mget pages}.
 *   <li><b>Parent</b>: the observation whose scope is open on the thread that makes the call.
 *   <li><b>Low-cardinality key values</b>: {@code store} and {@code operation}, and at the end
 *       {@code outcome} and {@code exception}. Their values are those of {@link ByteStoreMetrics}.
 *   <li><b>High-cardinality key values</b>, at the end: {@code keys}, {@code bytes} and {@code
 *       retries}, see {@link ByteStoreListener.Summary}.
 *   <li><b>Error</b>: an exception of a class of its own, with the stack trace of the one that the
 *       caller gets. Its message names the class of that exception, and leaves out the message,
 *       which may contain data. The key value {@code exception} has the name of the class too. A
 *       cancelled call has no error.
 * </ul>
 *
 * <p>No scope of the observation is opened, so the requests of the driver or of the HTTP client are
 * no children of the span.
 */
public final class ByteStoreObservations implements ByteStoreListener {

  private static final String NAME = "bytestore.call";

  private final ObservationRegistry registry;
  private final String storeName;

  /**
   * Creates a listener.
   *
   * @param storeName the value of the key {@code store}
   */
  public ByteStoreObservations(ObservationRegistry registry, String storeName) {
    this.registry = requireNonNull(registry, "registry");
    this.storeName = requireNonNull(storeName, "storeName");
  }

  @Override
  public @Nullable Call onStart(Operation operation) {
    String name = ByteStoreTags.of(requireNonNull(operation, "operation"));
    Observation observation = Observation.createNotStarted(NAME, registry);
    if (observation.isNoop()) {
      return null;
    }
    observation
        .contextualName(name + " " + storeName)
        .lowCardinalityKeyValue(ByteStoreTags.STORE, storeName)
        .lowCardinalityKeyValue(ByteStoreTags.OPERATION, name)
        .start();
    return summary -> end(observation, summary);
  }

  private static void end(Observation observation, Summary summary) {
    observation
        .lowCardinalityKeyValue(ByteStoreTags.OUTCOME, ByteStoreTags.outcome(summary))
        .lowCardinalityKeyValue(ByteStoreTags.EXCEPTION, ByteStoreTags.exception(summary))
        .highCardinalityKeyValue("keys", Integer.toString(summary.keys()))
        .highCardinalityKeyValue("bytes", Long.toString(summary.bytes()))
        .highCardinalityKeyValue("retries", Integer.toString(summary.retries()));
    Throwable failure = summary.failure();
    try {
      if (failure != null) {
        observation.error(new CallFailed(failure));
      }
    } finally {
      observation.stop();
    }
  }

  /** The type and the stack trace of a failure. */
  private static final class CallFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallFailed(Throwable failure) {
      super(
          failure.getClass().getName() + "; its message is left out because it may contain data",
          null,
          /* enableSuppression= */ false,
          /* writableStackTrace= */ true);
      setStackTrace(failure.getStackTrace());
    }
  }
}

package dev.bytestore.testing;

import static java.util.Map.entry;

import dev.bytestore.ByteStoreListener;
import dev.bytestore.ByteStoreListener.Operation;
import dev.bytestore.ByteStoreListener.Outcome;
import dev.bytestore.ByteStoreListener.Summary;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** The part of {@link ApiObjects} about {@link ByteStoreListener}. */
final class ListenerObjects {

  private ListenerObjects() {}

  static Map<Class<?>, Supplier<Object>> receivers() {
    return Map.ofEntries(
        entry(ByteStoreListener.class, Strict::new),
        entry(ByteStoreListener.Call.class, () -> new Strict().onStart(Operation.MGET)),
        entry(ByteStoreListener.Load.class, Idle::new),
        entry(Summary.class, ListenerObjects::summary));
  }

  private static Summary summary() {
    return new Summary(Operation.MGET, Outcome.SUCCESS, null, Duration.ZERO, 1, 2, 3);
  }

  /** Refuses null, as the parameters of a user's listener are never null. */
  private static final class Strict implements ByteStoreListener {

    @Override
    public Call onStart(Operation operation) {
      Objects.requireNonNull(operation, "operation");
      return summary -> Objects.requireNonNull(summary, "summary");
    }

    @Override
    public void onBuild(Load load) {
      Objects.requireNonNull(load, "load");
    }
  }

  private static final class Idle implements ByteStoreListener.Load {

    @Override
    public int requestsInFlight() {
      return 0;
    }

    @Override
    public long requestsWaiting() {
      return 0;
    }

    @Override
    public int requestLimit() {
      return 1;
    }
  }
}

package dev.bytestore.testing;

import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads how many requests a store or cache may have in flight at the moment, how many places are
 * taken, and how many calls wait. A place that stays taken when no call runs is never free again,
 * which users would notice only because the store gets slower. The fields are private, and only
 * tests need them.
 */
public final class LimiterState {

  private final Object limiter;

  public LimiterState(CassandraByteStore store) {
    limiter = field(store, "reader", "sender", "limiter");
  }

  public LimiterState(CassandraLlmCache cache) {
    limiter = field(cache, "sender", "limiter");
  }

  public int window() {
    return (int) field(limiter, "window", "size");
  }

  public int placesTaken() {
    return ((AtomicInteger) field(limiter, "inFlight")).get();
  }

  public int callsWaiting() {
    return (int) field(limiter, "queue", "size");
  }

  private static Object field(Object object, String... path) {
    Object value = object;
    try {
      for (String name : path) {
        Field field = value.getClass().getDeclaredField(name);
        field.setAccessible(true);
        value = field.get(value);
      }
      return value;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the fields of " + object.getClass() + " have changed", e);
    }
  }
}

package dev.bytestore.overload;

import dev.bytestore.cassandra.CassandraByteStore;
import java.lang.reflect.Field;

/**
 * Reads how many requests a store may have in flight at the moment, how many places are taken, and
 * how many calls wait. The fields are private, and nothing but a test needs them.
 */
final class StoreState {

  private final Object limiter;

  StoreState(CassandraByteStore store) {
    limiter = field(store, "reader", "sender", "limiter");
  }

  int window() {
    return (int) field(limiter, "window", "size");
  }

  int placesTaken() {
    return (int) field(limiter, "inFlight");
  }

  int callsWaiting() {
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

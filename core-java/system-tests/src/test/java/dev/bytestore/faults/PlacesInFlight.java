package dev.bytestore.faults;

import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import java.lang.reflect.Field;

/**
 * Reads how many places of the limit of requests in flight are taken. A place that stays taken when
 * no call runs is lost for ever, and users could only notice it as a store that gets slower. The
 * number is private, and nothing but a test needs it.
 */
final class PlacesInFlight {

  private PlacesInFlight() {}

  static int of(CassandraByteStore store) {
    return (int) field(store, "reader", "sender", "limiter", "inFlight");
  }

  static int of(CassandraLlmCache cache) {
    return (int) field(cache, "sender", "limiter", "inFlight");
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

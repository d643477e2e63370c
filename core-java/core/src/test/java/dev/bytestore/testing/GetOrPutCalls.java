package dev.bytestore.testing;

import dev.bytestore.LlmCache;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;

/** Reads the private map in which {@code getOrPut} keeps running calls. */
public final class GetOrPutCalls {

  private GetOrPutCalls() {}

  public static Map<?, ?> underWay() {
    try {
      Class<?> entry = Class.forName(LlmCache.class.getPackageName() + ".LlmCacheEntry");
      Object calls = field(entry, "CALLS").get(null);
      return (Map<?, ?>) field(calls.getClass(), "underWay").get(calls);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Returns the number of callers that wait, for all running calls together. */
  public static int callersUnderWay() {
    try {
      int callers = 0;
      for (Object flight : underWay().values()) {
        callers += ((Collection<?>) field(flight.getClass(), "waiters").get(flight)).size();
      }
      return callers;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}

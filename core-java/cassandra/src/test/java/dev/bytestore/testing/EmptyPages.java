package dev.bytestore.testing;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/** Empty pages before pages with rows, as some servers send them when a range takes long. */
public final class EmptyPages {

  private EmptyPages() {}

  /** An empty page that comes before {@code page}. */
  public static AsyncResultSet before(AsyncResultSet page) {
    ExecutionInfo info =
        proxy(
            ExecutionInfo.class,
            (proxy, method, arguments) ->
                method.getName().equals("getPagingState")
                    ? null // that of the start
                    : call(page.getExecutionInfo(), method, arguments));
    return proxy(
        AsyncResultSet.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "hasMorePages" -> true;
              case "one" -> null;
              case "remaining" -> 0;
              case "currentPage" -> List.of();
              case "getExecutionInfo" -> info;
              default -> throw new AssertionError("not expected to be asked: " + method);
            });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}

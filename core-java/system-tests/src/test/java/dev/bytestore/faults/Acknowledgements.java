package dev.bytestore.faults;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Records which writes of a table the server acknowledged, whatever the store makes of it. Sessions
 * that {@link #watch} returns record the acknowledgement before the store sees it.
 */
final class Acknowledgements {

  private final String insert;
  private final String delete;

  /** When the latest acknowledged request of each key was sent. */
  private final Map<String, Long> sent = new ConcurrentHashMap<>();

  /** Records the requests of stores that use {@code table}. */
  Acknowledgements(String table) {
    insert = "INSERT INTO %s ".formatted(table);
    delete = "DELETE FROM %s ".formatted(table);
  }

  /** Returns a session that does the same as {@code real}. */
  CqlSession watch(CqlSession real) {
    return (CqlSession)
        Proxy.newProxyInstance(
            Acknowledgements.class.getClassLoader(),
            new Class<?>[] {CqlSession.class},
            (proxy, method, arguments) -> invoke(real, method, arguments));
  }

  /** Returns those of {@code keys} with a request that was sent since then and acknowledged. */
  Set<String> since(long start, Collection<String> keys) {
    return keys.stream()
        .filter(
            key -> {
              Long latest = sent.get(key);
              return latest != null && latest - start >= 0;
            })
        .collect(Collectors.toSet());
  }

  private Object invoke(CqlSession real, Method method, Object[] arguments) throws Throwable {
    long now = System.nanoTime();
    Object result;
    try {
      result = method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (method.getName().equals("executeAsync") && arguments[0] instanceof Statement<?> statement) {
      List<String> keys = writtenKeys(statement);
      return ((CompletionStage<?>) result)
          .thenApply(
              answer -> {
                keys.forEach(key -> sent.merge(key, now, Math::max));
                return answer;
              });
    }
    return result;
  }

  private List<String> writtenKeys(Statement<?> statement) {
    if (statement instanceof BatchStatement batch) {
      List<String> keys = new ArrayList<>();
      batch.forEach(part -> keys.addAll(writtenKeys(part)));
      return keys;
    }
    if (statement instanceof BoundStatement bound) {
      String cql = bound.getPreparedStatement().getQuery();
      if (cql.startsWith(insert)) {
        return List.of(bound.getString(0));
      }
      if (cql.startsWith(delete)) {
        return bound.getList(0, String.class);
      }
    }
    return List.of();
  }
}

package dev.bytestore.overload;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the requests of a session. */
final class Requests {

  private final CqlSession real;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong answeredNanos = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final Map<ByteBuffer, CompletableFuture<Long>> awaited = new ConcurrentHashMap<>();

  Requests(CqlSession real) {
    this.real = real;
  }

  /** The session to use in place of the real one. */
  CqlSession session() {
    return (CqlSession)
        Proxy.newProxyInstance(
            Requests.class.getClassLoader(), new Class<?>[] {CqlSession.class}, this::invoke);
  }

  /** Starts to count again. The requests in flight stay counted. */
  void restart() {
    mostInFlight.set(inFlight.get());
    answered.set(0);
    answeredNanos.set(0);
    longestNanos.set(0);
    failures.clear();
  }

  int mostInFlight() {
    return mostInFlight.get();
  }

  /**
   * Returns how many other requests are sent from now on before the first one for the partition of
   * {@code key}.
   */
  CompletableFuture<Long> sentBefore(String key) {
    long start = sent.get();
    CompletableFuture<Long> sentUntilThen = new CompletableFuture<>();
    awaited.put(ByteBuffer.wrap(key.getBytes(UTF_8)), sentUntilThen);
    return sentUntilThen.thenApply(until -> until - start);
  }

  long answered() {
    return answered.get();
  }

  double meanMillis() {
    return answeredNanos.get() / 1e6 / Math.max(1, answered.get());
  }

  double longestMillis() {
    return longestNanos.get() / 1e6;
  }

  /** Returns the number of requests that failed, by the class of the exception. */
  Map<String, Integer> failures() {
    return new TreeMap<>(failures);
  }

  private Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("executeAsync") && arguments[0] instanceof Statement<?> statement) {
      countSent(statement);
      mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
      long start = System.nanoTime();
      // Returns a dependent stage: on the driver's own stage, the caller's action would run first.
      return real.executeAsync(statement)
          .whenComplete((rows, failure) -> ended(failure, System.nanoTime() - start));
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void countSent(Statement<?> statement) {
    long before = sent.getAndIncrement();
    ByteBuffer key = statement.getRoutingKey();
    CompletableFuture<Long> first = key == null ? null : awaited.remove(key);
    if (first != null) {
      first.complete(before);
    }
  }

  private void ended(Throwable failure, long nanos) {
    inFlight.decrementAndGet();
    longestNanos.accumulateAndGet(nanos, Math::max);
    if (failure == null) {
      answered.incrementAndGet();
      answeredNanos.addAndGet(nanos);
    } else {
      failures.merge(failure.getClass().getSimpleName(), 1, Integer::sum);
    }
  }
}

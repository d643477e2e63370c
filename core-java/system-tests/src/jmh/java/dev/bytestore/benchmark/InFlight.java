package dev.bytestore.benchmark;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests of a session that are in flight, without recording them. */
final class InFlight {

  private final CqlSession real;
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger highest = new AtomicInteger();

  InFlight(CqlSession real) {
    this.real = real;
  }

  /** The session to use in place of the real one. */
  CqlSession session() {
    return (CqlSession)
        Proxy.newProxyInstance(
            InFlight.class.getClassLoader(), new Class<?>[] {CqlSession.class}, this::invoke);
  }

  void restart() {
    highest.set(now.get());
  }

  int highest() {
    return highest.get();
  }

  private Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("executeAsync") && arguments[0] instanceof Statement<?> statement) {
      highest.accumulateAndGet(now.incrementAndGet(), Math::max);
      // Returns a dependent stage: on the driver's own stage, the caller's action would run first.
      return real.executeAsync(statement).whenComplete((rows, failure) -> now.decrementAndGet());
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}

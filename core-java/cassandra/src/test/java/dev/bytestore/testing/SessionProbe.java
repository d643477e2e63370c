package dev.bytestore.testing;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Records the requests of a real session, and can make single requests fail or wait. Like a tracing
 * proxy, it supports only the methods with one argument; any other way to send a request fails.
 */
public final class SessionProbe {

  private final CqlSession real;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final AtomicInteger prepared = new AtomicInteger();
  private final List<Statement<?>> sent = new CopyOnWriteArrayList<>();
  private final List<ExecutionInfo> answered = new CopyOnWriteArrayList<>();
  private volatile Function<Statement<?>, CompletionStage<?>> before =
      statement -> CompletableFuture.completedFuture(null);
  private volatile UnaryOperator<Statement<?>> request = UnaryOperator.identity();
  private volatile UnaryOperator<AsyncResultSet> response = UnaryOperator.identity();
  private volatile CompletionStage<?> beforePrepare = CompletableFuture.completedFuture(null);
  private volatile UnaryOperator<Metadata> metadata = UnaryOperator.identity();
  private volatile boolean tracing;

  public SessionProbe(CqlSession real) {
    this.real = real;
  }

  /** The session to use in place of the real one. */
  public CqlSession session() {
    return (CqlSession)
        Proxy.newProxyInstance(
            SessionProbe.class.getClassLoader(), new Class<?>[] {CqlSession.class}, this::invoke);
  }

  /** Makes each request wait for the stage that {@code stage} returns, and fail if that fails. */
  public void before(Function<Statement<?>, CompletionStage<?>> stage) {
    before = stage;
  }

  /** Replaces each request by the result of {@code change}; {@link #sent} has the original. */
  public void requests(UnaryOperator<Statement<?>> change) {
    request = change;
  }

  /** Replaces each page by the result of {@code change}. */
  public void responses(UnaryOperator<AsyncResultSet> change) {
    response = change;
  }

  /** Makes each preparation wait for {@code stage}, and fail if that fails. */
  public void beforePrepare(CompletionStage<?> stage) {
    beforePrepare = stage;
  }

  /** Replaces the metadata that the session returns. Its own requests are not affected. */
  public void metadata(UnaryOperator<Metadata> change) {
    metadata = change;
  }

  /** Makes the server trace all requests from now on. */
  public void traceRequests() {
    tracing = true;
  }

  public List<Statement<?>> sent() {
    return sent;
  }

  /** The driver's execution info of each request that got a response. */
  public List<ExecutionInfo> answered() {
    return answered;
  }

  public int prepared() {
    return prepared.get();
  }

  public int inFlight() {
    return inFlight.get();
  }

  public int mostInFlight() {
    return mostInFlight.get();
  }

  private Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    switch (method.getName()) {
      case "executeAsync" -> {
        if (arguments.length == 1 && arguments[0] instanceof Statement<?> statement) {
          return execute(statement);
        }
        throw new AssertionError("a tracing proxy would not see " + method);
      }
      case "prepareAsync" -> {
        prepared.incrementAndGet();
        return beforePrepare.thenCompose(ready -> (CompletionStage<?>) call(method, arguments));
      }
      case "execute", "prepare" -> throw new AssertionError("a blocking call: " + method);
      case "getMetadata" -> {
        return metadata.apply(real.getMetadata());
      }
      case "getContext", "getKeyspace", "hashCode", "toString" -> {
        return call(method, arguments);
      }
      default -> throw new AssertionError("not expected of a store: " + method);
    }
  }

  private CompletionStage<AsyncResultSet> execute(Statement<?> statement) {
    sent.add(statement);
    int now = inFlight.incrementAndGet();
    mostInFlight.accumulateAndGet(now, Math::max);
    return before
        .apply(statement)
        .thenCompose(ready -> real.executeAsync(request.apply(traced(statement))))
        .thenApply(page -> response.apply(page))
        .whenComplete(
            (rows, failure) -> {
              inFlight.decrementAndGet();
              if (rows != null) {
                answered.add(rows.getExecutionInfo());
              }
            });
  }

  private Statement<?> traced(Statement<?> statement) {
    return tracing ? statement.setTracing(true) : statement;
  }

  private Object call(Method method, Object[] arguments) {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.bytestore.testing.dataapi;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An HTTP server on a port of this machine. A request that waits holds no thread. */
final class HttpFront implements AutoCloseable {

  /** The prefix of the names of all threads. */
  static final String THREADS = "data-api-server";

  private static final int BACKLOG = 1024;
  private static final int MOST_THREADS = 32;

  static {
    // The first server of this JVM reads these properties. Without them, a response may wait 40 ms
    // for an acknowledgement, and connections close between the steps of a test.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "4096");
    System.setProperty("sun.net.httpserver.idleInterval", "3600");
  }

  private final ThreadGroup group = new ThreadGroup(THREADS);
  private final ThreadPoolExecutor workers;
  private final ScheduledExecutorService timer;
  private final HttpServer http;
  private final Gate gate;
  private final boolean contention;
  private final WriteClaims claims = new WriteClaims();
  private final Function<DataApiRequest, Fault> onRequest;
  private final Runnable onResponse;
  private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
  private volatile Function<DataApiRequest, Duration> delay = request -> Duration.ZERO;

  /**
   * Starts the server.
   *
   * @param onRequest is called for each request and returns its fault
   * @param onResponse is called when the response to a request starts
   */
  HttpFront(
      Gate gate,
      boolean contention,
      Function<DataApiRequest, Fault> onRequest,
      Runnable onResponse) {
    this.gate = gate;
    this.contention = contention;
    this.onRequest = onRequest;
    this.onResponse = onResponse;
    AtomicInteger number = new AtomicInteger();
    ThreadFactory threads =
        task -> {
          Thread thread = new Thread(group, task, THREADS + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    workers =
        new ThreadPoolExecutor(
            MOST_THREADS, MOST_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    workers.allowCoreThreadTimeOut(true);
    timer = Executors.newSingleThreadScheduledExecutor(threads);
    http = start();
  }

  /** Runs in a thread of the group, so that the threads that the server starts are in it too. */
  private HttpServer start() {
    FutureTask<HttpServer> start =
        new FutureTask<>(
            () -> {
              HttpServer server =
                  HttpServer.create(
                      new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
                      BACKLOG);
              server.setExecutor(workers);
              server.createContext("/", this::receive);
              server.start();
              return server;
            });
    new Thread(group, start, THREADS + "-start").start();
    try {
      HttpServer server = start.get();
      nameThreads();
      return server;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the Data API stand-in did not start", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the Data API stand-in started", e);
    }
  }

  private void nameThreads() {
    Thread[] threads = new Thread[group.activeCount() + MOST_THREADS];
    int count = group.enumerate(threads);
    for (int i = 0; i < count; i++) {
      if (!threads[i].getName().startsWith(THREADS)) {
        threads[i].setName(THREADS + " " + threads[i].getName());
      }
    }
  }

  int port() {
    return http.getAddress().getPort();
  }

  /** The number of connections that have sent a request. Each has its own client port. */
  int connections() {
    return clients.size();
  }

  void delay(Function<DataApiRequest, Duration> delay) {
    this.delay = delay;
  }

  private void receive(HttpExchange exchange) throws IOException {
    clients.add(exchange.getRemoteAddress());
    DataApiRequest request = DataApiRequest.read(exchange);
    Fault planned = onRequest.apply(request);
    Fault fault = request.isTooLarge() ? Fault.cut() : planned;
    WriteClaims.Claim claim = contention ? claims.claim(request) : claims.nothing();
    Conversation conversation =
        new Conversation(
            exchange,
            request,
            isContended -> gate.answer(request, isContended.or(claim.isContended())),
            () -> {
              claim.end();
              onResponse.run();
            });
    long wait = delay.apply(request).toNanos();
    if (wait == 0) {
      answer(conversation, fault);
    } else {
      timer.schedule(
          () -> workers.execute(() -> answer(conversation, fault)), wait, TimeUnit.NANOSECONDS);
    }
  }

  private static void answer(Conversation conversation, Fault fault) {
    try {
      fault.apply(conversation);
    } catch (IOException e) { // The client went away.
      conversation.cut();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    http.stop(0);
    workers.shutdownNow();
  }
}

package dev.bytestore.astra;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The default HTTP client, which all connections of the process share. It keeps TCP connections
 * alive, is never closed, and has only daemon threads.
 *
 * <p>It has threads of its own for two reasons. The JDK's default executor starts a new thread for
 * every task while the others are busy. And on the pool where futures complete, the client would
 * have to wait for continuations of users.
 */
final class SharedHttpClient {

  private static final AtomicInteger THREADS = new AtomicInteger();

  static final HttpClient INSTANCE =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .executor(threads(Math.max(2, Runtime.getRuntime().availableProcessors())))
          .build();

  private SharedHttpClient() {}

  private static ThreadPoolExecutor threads(int count) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count,
            count,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "bytestore-http-" + THREADS.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}

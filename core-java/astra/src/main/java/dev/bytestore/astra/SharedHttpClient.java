package dev.bytestore.astra;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The HTTP client of all who are given no other: it keeps connections for the next request, lives
 * as long as the process, and has nothing but daemon threads.
 *
 * <p>These are its own. Left to itself the client makes a thread for whatever comes in while the
 * others are busy; and on the pool where futures complete it would wait for users' continuations.
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

package dev.bytestore.overload;

import dev.bytestore.ByteStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Callers that write their own keys and read them again, one call after the other. A caller checks
 * that it reads what it wrote.
 */
final class Callers {

  static final int KEYS = 20;
  private static final int VALUE_BYTES = 100;

  private final ByteStore store;
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final List<CompletableFuture<?>> running = new ArrayList<>();
  private volatile boolean stopping;

  Callers(ByteStore store) {
    this.store = store;
  }

  void start(int callers) {
    for (int caller = 0; caller < callers; caller++) {
      running.add(writeAndRead(caller, 0));
    }
  }

  /** Waits for all callers to end their calls. */
  void stop() {
    stopping = true;
    running.forEach(CompletableFuture::join);
  }

  /** Starts to count again. */
  void restart() {
    calls.set(0);
    longestNanos.set(0);
    failures.clear();
  }

  /** Returns the number of calls that succeeded. */
  long calls() {
    return calls.get();
  }

  double longestMillis() {
    return longestNanos.get() / 1e6;
  }

  /** Returns the number of calls that failed or read something else than was written. */
  Map<String, Integer> failures() {
    return new TreeMap<>(failures);
  }

  private CompletableFuture<?> writeAndRead(int caller, int round) {
    if (stopping) {
      return CompletableFuture.completedFuture(null);
    }
    Map<String, byte[]> entries = entries("caller " + caller, round);
    long start = System.nanoTime();
    return store
        .msetAsync(entries)
        .thenCompose(
            written -> {
              ended(start);
              long readStart = System.nanoTime();
              return store
                  .mgetAsync(entries.keySet())
                  .thenAccept(
                      values -> {
                        ended(readStart);
                        check(values, round);
                      });
            })
        .handle(
            (done, failure) -> {
              if (failure != null) {
                failures.merge(
                    (failure.getCause() == null ? failure : failure.getCause()).toString(),
                    1,
                    Integer::sum);
              }
              return null;
            })
        .thenCompose(done -> writeAndRead(caller, round + 1));
  }

  private void ended(long start) {
    calls.incrementAndGet();
    longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
  }

  private static void check(List<byte[]> values, int round) {
    for (byte[] value : values) {
      if (ByteBuffer.wrap(value).getInt() != round) {
        throw new IllegalStateException("read another value than the one just written");
      }
    }
  }

  static Map<String, byte[]> entries(String name, int round) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < KEYS; i++) {
      entries.put(name + "/" + i, ByteBuffer.allocate(VALUE_BYTES).putInt(round).array());
    }
    return entries;
  }
}

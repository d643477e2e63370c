package dev.bytestore.benchmark;

import dev.bytestore.ByteStore;
import dev.bytestore.cassandra.CassandraByteStore;
import java.util.ArrayList;
import java.util.List;

/** Reads one key again and again, one call at a time, and measures each call. */
final class SmallCaller {

  private static final int PAUSE_MILLIS = 3;

  private final ByteStore store;
  private final String key;
  private final List<Double> milliseconds = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "small-caller");
  private volatile boolean stopping;
  private volatile Throwable failure;

  private SmallCaller(ByteStore store, String key) {
    this.store = store;
    this.key = key;
  }

  /** Starts reading {@code key}, which must exist. */
  static SmallCaller start(CassandraByteStore store, String key) {
    SmallCaller caller = new SmallCaller(store, key);
    caller.thread.start();
    return caller;
  }

  /** Stops, and returns how many milliseconds each call took. */
  List<Double> stop() throws InterruptedException {
    stopping = true;
    thread.join();
    if (failure != null) {
      throw new IllegalStateException("a small call failed", failure);
    }
    return milliseconds;
  }

  private void run() {
    try {
      while (!stopping) {
        long start = System.nanoTime();
        List<byte[]> values = store.mgetAsync(List.of(key)).join();
        milliseconds.add((System.nanoTime() - start) / 1e6);
        if (values.get(0) == null) {
          throw new IllegalStateException("the key is gone");
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException | RuntimeException e) {
      failure = e;
    }
  }
}

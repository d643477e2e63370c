package dev.bytestore.overload;

import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.testing.LimiterState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Starts a call that reads one key, again and again, and measures how long each call takes. Each
 * call has a key of its own, by which its request is recognised. None of the keys exists.
 */
final class SmallCaller {

  private static final int PAUSE_MILLIS = 50;

  private final CassandraByteStore store;
  private final LimiterState state;
  private final Requests requests;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private List<CompletableFuture<Small>> calls = new ArrayList<>();
  private int count;

  private SmallCaller(CassandraByteStore store, Requests requests) {
    this.store = store;
    this.state = new LimiterState(store);
    this.requests = requests;
  }

  /**
   * A call of one key.
   *
   * @param waiting how many calls waited when it started
   * @param others how many requests of other calls were sent before its own
   */
  record Small(double milliseconds, int waiting, long others) {}

  static SmallCaller start(CassandraByteStore store, Requests requests) {
    SmallCaller caller = new SmallCaller(store, requests);
    caller.timer.scheduleAtFixedRate(caller::call, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    return caller;
  }

  /** Returns the calls since this was last called. */
  synchronized List<CompletableFuture<Small>> calls() {
    List<CompletableFuture<Small>> started = calls;
    calls = new ArrayList<>();
    return started;
  }

  void stop() throws InterruptedException {
    timer.shutdown();
    timer.awaitTermination(1, TimeUnit.MINUTES);
  }

  private synchronized void call() {
    String key = "small call " + count++;
    long start = System.nanoTime();
    int waiting = state.callsWaiting();
    CompletableFuture<Long> others = requests.sentBefore(key);
    calls.add(
        store
            .mgetAsync(List.of(key))
            .thenApply(
                values -> {
                  if (values.get(0) != null) {
                    throw new IllegalStateException("read a value that was never written");
                  }
                  double milliseconds = (System.nanoTime() - start) / 1e6;
                  return new Small(milliseconds, waiting, others.join());
                }));
  }
}

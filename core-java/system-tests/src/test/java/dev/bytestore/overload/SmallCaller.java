package dev.bytestore.overload;

import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.testing.LimiterState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Starts a call that reads one key, again and again, and measures how long each call takes. */
final class SmallCaller {

  private static final int PAUSE_MILLIS = 50;
  private static final String KEY = "small";

  private final CassandraByteStore store;
  private final LimiterState state;
  private final Requests requests;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private List<CompletableFuture<Small>> calls = new ArrayList<>();

  private SmallCaller(CassandraByteStore store, Requests requests) {
    this.store = store;
    this.state = new LimiterState(store);
    this.requests = requests;
  }

  /**
   * A call of one key.
   *
   * @param waiting how many calls waited when it started
   * @param others how many requests of other calls were answered until it ended
   */
  record Small(double milliseconds, int waiting, long others) {}

  static SmallCaller start(CassandraByteStore store, Requests requests) {
    store.blocking().mset(Map.of(KEY, new byte[1]));
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
    long start = System.nanoTime();
    int waiting = state.callsWaiting();
    long before = requests.allAnswered();
    calls.add(
        store
            .mgetAsync(List.of(KEY))
            .thenApply(
                values -> {
                  if (values.get(0) == null) {
                    throw new IllegalStateException("the key is gone");
                  }
                  long others = requests.allAnswered() - before - 1;
                  return new Small((System.nanoTime() - start) / 1e6, waiting, others);
                }));
  }
}

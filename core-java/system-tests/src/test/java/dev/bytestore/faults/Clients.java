package dev.bytestore.faults;

import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Clients that call stores and caches at random until they are stopped. Each writer has keys of its
 * own, which no other client writes. Readers read and list the keys of all writers.
 */
final class Clients {

  private static final int WRITERS = 4;
  private static final int READERS = 4;
  private static final int KEYS = 100;
  private static final int MOST_KEYS_PER_CALL = 40;
  private static final int ATTEMPTS_AFTERWARDS = 20;
  private static final Duration HUNG_AFTER = Duration.ofSeconds(60);

  private final History history;
  private final List<? extends ByteStore> stores;
  private final List<? extends LlmCache> caches;
  private final long seed;
  private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS);
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * Creates clients.
   *
   * @param stores all with the same table; the clients take turns in choosing one
   * @param caches as many, also with one table
   * @param seed of the random choices
   */
  Clients(
      History history,
      List<? extends ByteStore> stores,
      List<? extends LlmCache> caches,
      long seed) {
    this.history = history;
    this.stores = stores;
    this.caches = caches;
    this.seed = seed;
  }

  void start() {
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      RecordingClient client = client(writer);
      Random random = new Random(seed + writer);
      running.add(threads.submit(() -> repeat(client, () -> write(client, writer, random))));
    }
    for (int i = 0; i < READERS; i++) {
      int reader = i;
      RecordingClient client = client(reader);
      Random random = new Random(seed + WRITERS + reader);
      running.add(threads.submit(() -> repeat(client, () -> read(client, reader, random))));
    }
  }

  /** Waits until the calls that are running have ended, and starts no further ones. */
  void stop() throws InterruptedException, ExecutionException {
    stopped = true;
    threads.shutdown();
    for (Future<?> client : running) {
      client.get();
    }
  }

  /** Interrupts the calls that are running. After {@link #stop()}, it does nothing. */
  void abort() {
    stopped = true;
    threads.shutdownNow();
  }

  /**
   * Reads and lists all keys, once each, after the clients have stopped.
   *
   * @throws IllegalStateException if a read keeps failing
   */
  void readEverything() {
    RecordingClient client = client(0);
    until("a listing", () -> client.list("store/", store(1), () -> false));
    until("a listing", () -> client.list("store/", store(1), () -> true));
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      until(
          "an mget",
          () -> client.mget(IntStream.range(0, KEYS).mapToObj(k -> key(writer, k)).toList()));
      for (int k = 0; k < KEYS; k++) {
        String prompt = prompt(writer, k);
        until("a lookup", () -> client.lookup(prompt));
      }
    }
  }

  private static void until(String what, BooleanSupplier succeeds) {
    for (int attempt = 0; attempt < ATTEMPTS_AFTERWARDS; attempt++) {
      if (succeeds.getAsBoolean()) {
        return;
      }
    }
    throw new IllegalStateException(what + " kept failing after the faults");
  }

  private void repeat(RecordingClient client, Runnable call) {
    while (!stopped && !client.isHung()) {
      call.run();
    }
  }

  private void write(RecordingClient client, int writer, Random random) {
    switch (random.nextInt(8)) {
      case 0, 1 -> client.mdelete(ownKeys(writer, random));
      case 2 -> client.update(prompt(writer, random.nextInt(KEYS)));
      case 3 -> client.delete(prompt(writer, random.nextInt(KEYS)));
      default -> client.mset(ownKeys(writer, random));
    }
  }

  private void read(RecordingClient client, int reader, Random random) {
    switch (random.nextInt(8)) {
      case 0 -> client.list("store/", store(reader + 1), () -> random.nextInt(4) == 0);
      case 1 ->
          client.list(
              "store/%d/".formatted(random.nextInt(WRITERS)),
              store(reader + 1),
              random::nextBoolean);
      case 2, 3 -> client.lookup(prompt(random.nextInt(WRITERS), random.nextInt(KEYS)));
      default -> client.mget(ownKeys(random.nextInt(WRITERS), random));
    }
  }

  private Set<String> ownKeys(int writer, Random random) {
    Set<String> keys = new LinkedHashSet<>();
    int count = 1 + random.nextInt(MOST_KEYS_PER_CALL);
    while (keys.size() < count) {
      keys.add(key(writer, random.nextInt(KEYS)));
    }
    return keys;
  }

  private static String key(int writer, int number) {
    return "store/%d/%d".formatted(writer, number);
  }

  private static String prompt(int writer, int number) {
    return "cache/%d/%d".formatted(writer, number);
  }

  private RecordingClient client(int number) {
    LlmCache cache = caches.get(number % caches.size());
    return new RecordingClient(history, store(number), cache, HUNG_AFTER);
  }

  private ByteStore store(int number) {
    return stores.get(number % stores.size());
  }
}

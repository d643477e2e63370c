package dev.bytestore.faults;

import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;
import dev.bytestore.faults.RecordingClient.Acknowledged;
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
 * own, which no other client writes. Half of the writers write with one session, the others with
 * all sessions in turn. Readers read and list the keys of all writers.
 */
final class Clients {

  private static final int WRITERS = 4;
  private static final int READERS = 4;
  private static final int KEYS = 100;
  private static final int MOST_KEYS_PER_CALL = 40;
  private static final int ATTEMPTS_AFTERWARDS = 20;
  private static final Duration HUNG_AFTER = Duration.ofMinutes(3);

  private final History history;
  private final List<? extends ByteStore> stores;
  private final List<? extends LlmCache> caches;
  private final Acknowledged acknowledged;
  private final long seed;
  private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS);
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * Creates clients.
   *
   * @param stores one of each session, all with the same table
   * @param caches one of each session, all with the same table
   * @param acknowledged what the server acknowledged to the stores
   * @param seed of the random choices
   */
  Clients(
      History history,
      List<? extends ByteStore> stores,
      List<? extends LlmCache> caches,
      Acknowledged acknowledged,
      long seed) {
    this.history = history;
    this.stores = stores;
    this.caches = caches;
    this.acknowledged = acknowledged;
    this.seed = seed;
  }

  void start() {
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      Random random = new Random(seed + writer);
      List<RecordingClient> ways = clientsOfWriter(writer);
      running.add(
          threads.submit(
              () ->
                  repeat(
                      ways, () -> write(ways.get(random.nextInt(ways.size())), writer, random))));
    }
    for (int i = 0; i < READERS; i++) {
      int reader = i;
      RecordingClient client = client(reader);
      Random random = new Random(seed + WRITERS + reader);
      running.add(
          threads.submit(() -> repeat(List.of(client), () -> read(client, reader, random))));
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

  private List<RecordingClient> clientsOfWriter(int writer) {
    return writer < WRITERS / 2
        ? List.of(client(writer))
        : IntStream.range(0, stores.size()).mapToObj(this::client).toList();
  }

  private void repeat(List<RecordingClient> clients, Runnable call) {
    while (!stopped && clients.stream().noneMatch(RecordingClient::isHung)) {
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
    int session = number % stores.size();
    return new RecordingClient(
        history, session, store(session), caches.get(session), acknowledged, HUNG_AFTER);
  }

  private ByteStore store(int number) {
    return stores.get(number % stores.size());
  }
}

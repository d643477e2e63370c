package dev.bytestore.faults;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.embedded.EmbeddedCassandra;
import dev.bytestore.faults.Checker.Violation;
import dev.bytestore.testing.TestCassandra;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lists a table with a million tombstones, ten times as many as the server lets one request read:
 * half of them of deleted keys, half of expired ones. A listing must have each key that is left, or
 * fail.
 */
final class Tombstones {

  private static final int KEYS = 500_000;
  private static final int KEYS_PER_CALL = 5_000;
  private static final int KEPT_OF_EACH_CALL = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final History history = new History();
  private final CassandraByteStore store;
  private final RecordingClient client;

  private Tombstones(CqlSession session) {
    TestCassandra.createKeyspace(session, "tombstones", 1);
    store =
        CassandraByteStore.builder(session)
            .keyspace("tombstones")
            .table("store")
            .requestTimeout(Duration.ofSeconds(60))
            .build();
    client =
        new RecordingClient(
            history, 0, store, new InMemoryLlmCache(), (start, keys) -> Set.copyOf(keys), PATIENCE);
  }

  /** Returns whether all was well. */
  static boolean run() {
    try (EmbeddedCassandra cassandra = EmbeddedCassandra.start();
        CqlSession session =
            CqlSession.builder()
                .addContactPoints(cassandra.contactPoints())
                .withLocalDatacenter(cassandra.localDatacenter())
                .withConfigLoader(TestCassandra.patience())
                .build()) {
      System.out.println(cassandra.description());
      Tombstones tombstones = new Tombstones(session);
      tombstones.deleteKeys();
      tombstones.letKeysExpire();
      List<String> failed =
          Stream.of("", "store/", "x").filter(prefix -> !tombstones.list(prefix)).toList();
      List<Violation> violations = Checker.check(tombstones.history.calls());
      System.out.printf(
          "listings that failed: %s, %s%n%d violations %s%n",
          failed,
          CallFigures.of(tombstones.history.calls()),
          violations.size(),
          violations.stream().limit(20).toList());
      return violations.isEmpty();
    }
  }

  private void deleteKeys() {
    for (int first = 0; first < KEYS; first += KEYS_PER_CALL) {
      List<String> keys = keys("store", first);
      client.mset(keys);
      client.mdelete(keys.subList(KEPT_OF_EACH_CALL, keys.size()));
    }
  }

  /** Not recorded: a listing that has one of these keys is wrong. */
  private void letKeysExpire() {
    for (int first = 0; first < KEYS; first += KEYS_PER_CALL) {
      Map<String, byte[]> entries = new HashMap<>();
      keys("expired", first).forEach(key -> entries.put(key, new byte[10]));
      store.msetAsync(entries, Duration.ofSeconds(1)).join();
    }
    List<String> last = keys("expired", KEYS - KEYS_PER_CALL);
    await()
        .atMost(PATIENCE)
        .until(() -> store.mgetAsync(last).join().stream().allMatch(Objects::isNull));
  }

  private boolean list(String prefix) {
    long start = System.nanoTime();
    boolean inOneGo = client.list(prefix, store, () -> false);
    boolean resumed = client.list(prefix, store, () -> true);
    System.out.printf(
        "listed \"%s\" twice in %d ms%n",
        prefix, Duration.ofNanos(System.nanoTime() - start).toMillis());
    return inOneGo && resumed;
  }

  private static List<String> keys(String prefix, int first) {
    return IntStream.range(first, first + KEYS_PER_CALL)
        .mapToObj(key -> "%s/%d".formatted(prefix, key))
        .toList();
  }
}

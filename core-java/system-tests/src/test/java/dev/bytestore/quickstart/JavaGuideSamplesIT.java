package dev.bytestore.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.KeyPage;
import dev.bytestore.PartialWriteException;
import dev.bytestore.SetupMode;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.testing.TestCassandra;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code of the guide for Java, word for word; {@link DocumentationTest} holds them together. */
class JavaGuideSamplesIT {

  private static final String DRIVER = "datastax-java-driver.basic.";

  private final CqlSession session = TestCassandra.session();
  private final byte[] bytes = {1};
  private final byte[] more = {2};
  private final List<Object> shown = new ArrayList<>();

  static class FirstSteps {

    public static void main(String[] args) {
      try (CqlSession session = CqlSession.builder().build()) { // Cassandra at 127.0.0.1:9042
        session.execute(
            "CREATE KEYSPACE IF NOT EXISTS app WITH replication ="
                + " {'class': 'SimpleStrategy', 'replication_factor': 1}");

        BlockingByteStore store =
            CassandraByteStore.builder(session).keyspace("app").table("docs").build().blocking();

        store.mset(Map.of("doc/1", "Hello".getBytes(UTF_8), "doc/2", "World".getBytes(UTF_8)));
        store.mset(Map.of("doc/3", new byte[] {1, 2, 3}), Duration.ofHours(1)); // expires

        List<byte[]> values = store.mget(List.of("doc/1", "doc/9"));
        System.out.println(new String(values.get(0), UTF_8)); // Hello
        System.out.println(values.get(1) == null); // true, as there is no doc/9

        store.yieldKeys("doc/").forEach(System.out::println); // doc/1, doc/2, doc/3 in any order
        store.mdelete(List.of("doc/1", "doc/2", "doc/3"));
      }
    }
  }

  @BeforeEach
  void dropTable() {
    TestCassandra.createKeyspace(session, "app", 1);
    session.execute("DROP TABLE IF EXISTS app.docs");
  }

  @Test
  void theFirstProgramRuns() {
    assumeThat(TestCassandra.server().credentials()).isEmpty();
    InetSocketAddress node = TestCassandra.server().contactPoints().get(0);
    Map<String, String> properties =
        Map.of(
            DRIVER + "contact-points.0",
            node.getHostString() + ":" + node.getPort(),
            DRIVER + "load-balancing-policy.local-datacenter",
            TestCassandra.server().localDatacenter(),
            DRIVER + "request.timeout",
            "60 seconds");
    properties.forEach(System::setProperty);
    try {
      FirstSteps.main(new String[0]);
    } finally {
      properties.keySet().forEach(System::clearProperty);
    }
    assertThat(session.execute("SELECT * FROM app.docs").all()).isEmpty();
  }

  @Test
  void theSamplesOfFuturesDoWhatTheySay() {
    ByteStore store = CassandraByteStore.builder(session).keyspace("app").table("docs").build();

    CompletableFuture<Void> done =
        store
            .msetAsync(Map.of("doc/1", bytes, "doc/2", more))
            .thenCompose(written -> store.mgetAsync(List.of("doc/2", "doc/9")))
            .thenAccept(values -> show(values)); // the bytes of doc/2, then null

    done.join();
    assertThat(shown).first(InstanceOfAssertFactories.LIST).containsExactly(more, null);
    List<String> keys = List.of("doc/1");
    CompletableFuture<List<byte[]>> values = store.mgetAsync(keys).orTimeout(2, TimeUnit.SECONDS);
    assertThat(values.join()).containsExactly(bytes);
    CompletableFuture<Void> failed = failing(keys);
    assertThatThrownBy(failed::join).isInstanceOf(CompletionException.class);
    assertThat(shown).last().isInstanceOf(IllegalStateException.class);
  }

  private CompletableFuture<Void> failing(List<String> keys) {
    session.execute("DROP TABLE IF EXISTS app.others");
    session.execute("CREATE TABLE app.others (id int PRIMARY KEY)");
    ByteStore store =
        CassandraByteStore.builder(session)
            .keyspace("app")
            .table("others")
            .setupMode(SetupMode.ASYNC)
            .build();
    return store
        .mgetAsync(keys)
        .thenAccept(values -> show(values))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                show(failure instanceof CompletionException ? failure.getCause() : failure);
              }
            });
  }

  @Test
  void theSampleOfOptionsDoesWhatItSays() {
    ByteStore store =
        CassandraByteStore.builder(session)
            .keyspace("app")
            .table("docs")
            .ttl(Duration.ofDays(30))
            .requestTimeout(Duration.ofSeconds(5))
            .build();

    store.blocking().ensureSetup();
    assertThat(session.execute("SELECT row_id, body_blob FROM app.docs").all()).isEmpty();
  }

  @Test
  void theSamplesOfThreadsDoWhatTheySay() {
    ByteStore store = CassandraByteStore.builder(session).keyspace("app").table("docs").build();
    List<String> keys = List.of("doc/1");
    List<String> otherKeys = List.of("doc/2");
    store.blocking().mset(Map.of("doc/2", more));

    CompletableFuture<List<byte[]>> composed =
        store.mgetAsync(keys).thenCompose(values -> store.mgetAsync(otherKeys));

    CompletableFuture<Integer> risky = // can deadlock
        store
            .mgetAsync(keys)
            .thenApply(values -> store.mgetAsync(otherKeys).thenApply(List::size).join());

    CompletableFuture<Integer> safe =
        store
            .mgetAsync(keys)
            .thenCompose(values -> store.mgetAsync(otherKeys))
            .thenApply(List::size);

    assertThat(composed.join()).containsExactly(more);
    assertThat(risky.join()).isEqualTo(safe.join()).isEqualTo(1);
  }

  @Test
  void theSampleOfAPartialWriteDoesWhatItSays() {
    BlockingByteStore blocking =
        CassandraByteStore.builder(session).keyspace("app").table("docs").build().blocking();
    Map<String, byte[]> entries = Map.of("doc/4", bytes);

    try {
      blocking.mset(entries);
    } catch (PartialWriteException e) {
      Map<String, byte[]> rest = new HashMap<>(entries);
      rest.keySet().retainAll(e.unconfirmedKeys());
      blocking.mset(rest);
    }

    assertThat(blocking.yieldKeys("doc/4")).hasSize(1);
  }

  @Test
  void theSamplesOfListingsDoWhatTheySay() {
    ByteStore store = CassandraByteStore.builder(session).keyspace("app").table("docs").build();
    store.blocking().mset(Map.of("doc/1", bytes, "doc/2", more, "other", more));

    List<String> found = new ArrayList<>();
    store.forEachKeyAsync("doc/", found::add).join();
    assertThat(found).containsExactlyInAnyOrder("doc/1", "doc/2");

    KeyPage page = store.yieldKeysAsync("doc/").join();
    page.keys().forEach(key -> show(key));
    String position = page.position(); // the place after the last key of this page

    KeyPage next = store.yieldKeysAsync("doc/", position).join();
    next.keys().forEach(key -> show(key));
    assertThat(shown).containsExactlyElementsOf(found.stream().map(Object.class::cast).toList());
  }

  private void show(Object value) {
    shown.add(value);
  }
}

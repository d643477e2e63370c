package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import dev.bytestore.PartialWriteException;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many requests a store has in flight, and what happens after failures and cancellation. */
class RequestsIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final String TABLE = KEYSPACE + ".requests";

  private final SessionProbe probe = new SessionProbe(SESSION);

  @BeforeEach
  void emptyTable() {
    store(SESSION).build();
    SESSION.execute("TRUNCATE " + TABLE);
  }

  private static CassandraByteStore.Builder store(CqlSession session) {
    return CassandraByteStore.builder(session).keyspace(KEYSPACE).table("requests");
  }

  @Test
  void allCallsTogetherStayWithinTheLimit() {
    CassandraByteStore store =
        store(probe.session()).maxRequestsInFlight(9).keysPerRequest(1).build();

    CompletableFuture.allOf(
            IntStream.range(0, 20)
                .mapToObj(call -> store.msetAsync(numbered("call " + call, 50)))
                .toArray(CompletableFuture[]::new))
        .join();
    store.blocking().mget(List.copyOf(numbered("call 1", 500).keySet()));

    assertThat(probe.mostInFlight()).isEqualTo(9);
  }

  @Test
  void aRequestForASingleKeyAsksForNoListOfKeys() {
    CassandraByteStore store = store(probe.session()).build();
    store.blocking().mset(Map.of("k", "1".getBytes(UTF_8), "other", "2".getBytes(UTF_8)));
    CassandraByteStore oneKeyARequest = store(probe.session()).keysPerRequest(1).build();

    assertThat(store.blocking().mget(List.of("k"))).containsExactly("1".getBytes(UTF_8));
    assertThat(store.blocking().mget(List.of("absent"))).containsOnlyNulls();
    assertThat(oneKeyARequest.blocking().mget(List.of("k", "other")))
        .containsExactly("1".getBytes(UTF_8), "2".getBytes(UTF_8));

    assertThat(readsSent()).hasSize(4).allMatch(cql -> cql.endsWith("WHERE row_id = ?"));
  }

  private List<String> readsSent() {
    return probe.sent().stream()
        .filter(BoundStatement.class::isInstance)
        .map(statement -> ((BoundStatement) statement).getPreparedStatement().getQuery())
        .filter(cql -> cql.startsWith("SELECT row_id, body_blob"))
        .toList();
  }

  @Test
  void aSmallCallIsServedWhileALargeOneWaits() {
    CassandraByteStore store =
        store(probe.session()).maxRequestsInFlight(4).keysPerRequest(1).build();
    List<Integer> sentWhenSmallWasDone = new ArrayList<>();
    CompletableFuture<Void> large = store.msetAsync(numbered("large", 5_000));

    store
        .msetAsync(entries("small", "1"))
        .thenRun(() -> sentWhenSmallWasDone.add(probe.sent().size()))
        .join();

    assertThat(sentWhenSmallWasDone.get(0)).isLessThan(2_500);
    large.join();
  }

  @Test
  void aCancelledCallSendsNothingMore() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    CassandraByteStore store = store(probe.session()).maxRequestsInFlight(10).build();
    store.insertStatementAsync().join();
    int before = probe.sent().size();
    probe.before(statement -> gate);
    CompletableFuture<Void> call = store.msetAsync(numbered("k", 1_000));
    assertThat(probe.sent()).hasSize(before + 10);

    call.cancel(true);
    gate.complete(null);

    await().until(() -> probe.inFlight() == 0);
    assertThat(probe.sent()).hasSize(before + 10);
    assertThat(store.blocking().mget(List.of("k 999"))).containsOnlyNulls();
  }

  @Test
  void aCallCancelledWhileItsStatementIsPreparedSendsNothing() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    CassandraByteStore store = store(probe.session()).build();
    probe.beforePrepare(gate);
    int before = probe.sent().size();

    store.msetAsync(numbered("k", 10)).cancel(true);
    gate.complete(null);
    store.insertStatementAsync().join();

    assertThat(probe.sent()).hasSize(before);
  }

  @Test
  void aWriteThatFailsInPartTellsWhichKeysWereWritten() {
    CassandraByteStore store =
        store(probe.session()).maxRequestsInFlight(1).keysPerRequest(3).build();
    AtomicInteger writes = new AtomicInteger();
    probe.before(statement -> failAt(writes.incrementAndGet(), 2));

    assertThatThrownBy(() -> store.blocking().mset(numbered("k", 10)))
        .isInstanceOfSatisfying(
            PartialWriteException.class,
            failure -> {
              assertThat(failure.writtenKeys()).containsExactly("k 0", "k 1", "k 2");
              assertThat(failure.unconfirmedKeys())
                  .containsExactly("k 3", "k 4", "k 5", "k 6", "k 7", "k 8", "k 9");
              assertThat(failure).hasMessageContaining("3 of 10 keys were written");
              assertThat(failure).hasMessageContaining("number 2 fails");
              assertThat(failure.getMessage()).doesNotContain("k 0");
            });

    assertThat(writes).hasValue(2);
    assertThat(store.blocking().yieldKeys()).containsExactlyInAnyOrder("k 0", "k 1", "k 2");
  }

  /** The message names deletions, not writes. */
  @Test
  void aDeleteThatFailsInPartTellsWhichKeysWereDeleted() {
    CassandraByteStore store =
        store(probe.session()).maxRequestsInFlight(1).keysPerRequest(2).build();
    store.blocking().mset(numbered("k", 6));
    AtomicInteger deletes = new AtomicInteger();
    probe.before(statement -> failAt(deletes.incrementAndGet(), 2));

    assertThatThrownBy(
            () -> store.blocking().mdelete(List.of("k 0", "k 1", "k 0", "k 2", "k 3", "k 4")))
        .isInstanceOfSatisfying(
            PartialWriteException.class,
            failure -> {
              assertThat(failure.writtenKeys()).containsExactly("k 0", "k 1");
              assertThat(failure.unconfirmedKeys()).containsExactly("k 2", "k 3", "k 4");
              assertThat(failure).hasMessageContaining("2 of 5 keys were deleted");
            });
  }

  @Test
  void aWriteThatFailsAsAWholeFailsWithTheServersOwnError() {
    CassandraByteStore store = store(probe.session()).build();
    probe.before(statement -> failAt(1, 1));

    assertThatThrownBy(() -> store.blocking().mset(numbered("k", 3)))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("number 1 fails");
    assertThatThrownBy(() -> store.msetAsync(numbered("k", 3)).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseExactlyInstanceOf(IllegalStateException.class);
  }

  private static CompletableFuture<Void> failAt(int number, int failing) {
    return number == failing
        ? CompletableFuture.failedFuture(
            new IllegalStateException("number %d fails".formatted(number)))
        : CompletableFuture.completedFuture(null);
  }

  @Test
  void aFailureOfABlockingCallShowsWhereTheCallWasMade() {
    CassandraByteStore store = store(probe.session()).build();
    probe.before(statement -> failAt(1, 1));

    assertThatThrownBy(() -> store.blocking().mget(List.of("k")))
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed()[0].getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().contains("aFailureOfABlockingCall")));
  }

  @Test
  void futuresCompleteOnTheExecutorWithOneHopACall() {
    AtomicInteger hops = new AtomicInteger();
    CassandraByteStore store =
        store(SESSION)
            .executor(
                task -> {
                  hops.incrementAndGet();
                  new Thread(task, "my executor").start();
                })
            .build();
    hops.set(0);

    String writer = store.msetAsync(numbered("k", 200)).thenApply(x -> threadName()).join();
    String reader =
        store.mgetAsync(numbered("k", 200).keySet()).thenApply(x -> threadName()).join();
    String lister = store.yieldKeysAsync().thenApply(x -> threadName()).join();

    assertThat(hops).hasValue(3);
    // If the future is complete before the continuation is added, it runs on this thread.
    assertThat(Set.of("my executor", threadName())).contains(writer, reader, lister);
  }

  private static String threadName() {
    return Thread.currentThread().getName();
  }

  @Test
  void aThreadThatWaitsTakesTheResultItself() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    AtomicInteger hops = new AtomicInteger();
    CassandraByteStore store =
        store(probe.session())
            .executor(
                task -> {
                  hops.incrementAndGet();
                  task.run();
                })
            .build();
    store.blocking().mset(entries("k", "v"));
    hops.set(0);
    probe.before(statement -> gate);
    List<byte[]> values = new CopyOnWriteArrayList<>();
    Thread caller = new Thread(() -> values.addAll(store.blocking().mget(List.of("k"))));

    caller.start();
    await().until(() -> caller.getState() == Thread.State.WAITING);
    gate.complete(null);

    await().until(() -> !caller.isAlive());
    assertThat(values).containsExactly("v".getBytes(UTF_8));
    assertThat(hops).hasValue(0);
  }

  @Test
  void anExecutorThatRefusesDoesNotLoseTheResult() {
    CassandraByteStore store =
        store(SESSION)
            .executor(
                task -> {
                  throw new java.util.concurrent.RejectedExecutionException("shut down");
                })
            .build();

    assertThat(store.mgetAsync(List.of("k")).join()).containsOnlyNulls();
  }

  private static Map<String, byte[]> entries(String key, String value) {
    return Map.of(key, value.getBytes(UTF_8));
  }

  private static Map<String, byte[]> numbered(String name, int count) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    IntStream.range(0, count).forEach(i -> entries.put(name + " " + i, new byte[] {(byte) i}));
    return entries;
  }
}

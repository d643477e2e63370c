package dev.bytestore.interop;

import static dev.bytestore.interop.SharedStore.PythonStore.pair;
import static dev.bytestore.interop.SharedStoreContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.PartialWriteException;
import dev.bytestore.SetupMode;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.interop.SharedStore.PythonStore;
import dev.bytestore.testing.TestCassandra;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Cases in which Python's {@code CassandraByteStore} raises or loses data, and ours does not. The
 * numbers are those in docs/python.md.
 */
class CassandraEntriesInteropIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final AtomicInteger TABLES = new AtomicInteger();

  private final PythonPeer peer = PythonPeer.shared();
  private BlockingByteStore java;
  private PythonStore python;
  private PythonStore asyncPython;

  @BeforeEach
  void makeStores() {
    String table = "entries_%d".formatted(TABLES.incrementAndGet());
    String name =
        peer.make("CassandraByteStore", "SYNC", Map.of("keyspace", KEYSPACE, "table", table));
    java = CassandraByteStore.builder(SESSION).keyspace(KEYSPACE).table(table).build().blocking();
    python = new PythonStore(peer, name, false);
    asyncPython = new PythonStore(peer, name, true);
  }

  private static PythonRaised raised(Runnable call) {
    PythonRaised raised = catchThrowableOfType(PythonRaised.class, call::run);
    assertThat(raised).as("what Python raised").isNotNull();
    return raised;
  }

  private static boolean exists(String table) {
    return SESSION
            .execute(
                "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?"
                    + " AND table_name = ?",
                KEYSPACE,
                table)
            .one()
        != null;
  }

  @Test
  void entry1PythonMakesTheTableThatItWasToldNotToMake() {
    CassandraByteStore.builder(SESSION)
        .keyspace(KEYSPACE)
        .table("java_off")
        .setupMode(SetupMode.OFF)
        .build();
    peer.make("CassandraByteStore", "OFF", Map.of("keyspace", KEYSPACE, "table", "python_off"));

    assertThat(exists("python_off")).isTrue();
    assertThat(exists("java_off")).isFalse();
  }

  @Test
  void entry4PythonDoesNotTellWhatWasWrittenBeforeAFailure() {
    byte[] tooLarge = new byte[17 << 20];
    PythonRaised raised =
        raised(
            () ->
                python.msetPairs(
                    List.of(
                        pair("first", bytes("1")),
                        pair("large", tooLarge),
                        pair("last", bytes("1")))));
    assertThat(python.yieldKeys("")).containsExactly("first");
    assertThat(raised).hasMessageNotContaining("first");
    python.mdelete(List.of("first"));

    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("first", bytes("1"));
    entries.put("large", tooLarge);
    entries.put("last", bytes("1"));
    PartialWriteException failure =
        catchThrowableOfType(PartialWriteException.class, () -> java.mset(entries));
    assertThat(failure.writtenKeys()).containsExactlyInAnyOrder("first", "last");
    assertThat(failure.unconfirmedKeys()).containsExactly("large");
    assertThat(python.yieldKeys("")).containsExactlyInAnyOrder("first", "last");
  }

  @Test
  void entry7ANoneOfPythonIsListedAndReadsAsAbsentAndOursRefusesToWriteOne() {
    python.msetPairs(List.of(pair("none", null)));

    assertThat(python.yieldKeys("")).containsExactly("none");
    assertThat(python.mget(List.of("none"))).containsExactly((byte[]) null);
    assertThat(java.yieldKeys()).containsExactly("none");
    assertThat(java.mget(List.of("none"))).containsExactly((byte[]) null);
    assertThatThrownBy(() -> java.mset(Collections.singletonMap("k", null)))
        .isInstanceOf(NullPointerException.class);
    assertThat(java.yieldKeys()).containsExactly("none");
  }

  @Test
  void entry8ABadKeyFailsInPythonOnTheServerAndInOursBeforeAnythingIsSent() {
    python.mset(Map.of("good", bytes("v")));

    assertThat(raised(() -> python.mget(List.of("good", ""))).type()).isEqualTo("InvalidRequest");
    assertThat(raised(() -> python.mget(Arrays.asList("good", null))).type())
        .isEqualTo("InvalidRequest");
    assertThat(raised(() -> python.mdelete(List.of("good", ""))).type())
        .isEqualTo("InvalidRequest");
    assertThat(raised(() -> python.mget(List.of("x".repeat(65_536)))).type())
        .isEqualTo("InvalidRequest");
    assertThat(raised(() -> python.mget(List.of("\ud800"))).type()).isEqualTo("UnicodeEncodeError");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> java.mget(List.of("good", "")))
        .withMessageContaining("1");
    assertThatThrownBy(() -> java.mget(Arrays.asList("good", null)))
        .isInstanceOf(NullPointerException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> java.mdelete(List.of("good", "")));
    assertThatIllegalArgumentException().isThrownBy(() -> java.mget(List.of("x".repeat(65_536))));
    assertThatIllegalArgumentException().isThrownBy(() -> java.mget(List.of("\ud800")));
  }

  @Test
  void entry11PythonsAsyncListingLeavesAnErrorInTheLoopForEachFurtherPage() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < 12_001; i++) {
      entries.put("page/" + i, new byte[1]);
    }
    java.mset(entries);
    peer.call("loop_errors", Map.of());

    assertThat(asyncPython.yieldKeys("")).hasSize(12_001);

    assertThat(peer.call("loop_errors", Map.of()))
        .extracting(error -> error.textValue())
        .containsExactly("InvalidStateError", "InvalidStateError");
    assertThat(java.yieldKeys()).hasSize(12_001);
  }

  @Test
  void entry12ASetupThatFailedFailsForEverInPythonAndIsTriedAgainInOurs() {
    String keyspace = KEYSPACE + "_later";
    PythonStore theirs =
        new PythonStore(
            peer,
            peer.make("CassandraByteStore", "ASYNC", Map.of("keyspace", keyspace, "table", "t")),
            true);
    BlockingByteStore ours =
        CassandraByteStore.builder(SESSION)
            .keyspace(keyspace)
            .table("t")
            .setupMode(SetupMode.ASYNC)
            .build()
            .blocking();
    raised(() -> theirs.mget(List.of("k")));
    assertThatThrownBy(() -> ours.mget(List.of("k")));

    TestCassandra.createKeyspace(SESSION, keyspace, 1);
    try {
      ours.mset(Map.of("k", bytes("v")));
      assertThat(ours.mget(List.of("k"))).containsExactly(bytes("v"));
      raised(() -> theirs.mget(List.of("k")));
    } finally {
      SESSION.execute("DROP KEYSPACE " + keyspace);
    }
  }

  @Test
  void entry13ANameThatIsNoneGoesIntoPythonsStatementsAndIsRefusedByOurs() {
    String name = "t; DROP TABLE t";

    assertThat(
            raised(
                    () ->
                        peer.make(
                            "CassandraByteStore",
                            "SYNC",
                            Map.of("keyspace", KEYSPACE, "table", name)))
                .type())
        .isEqualTo("SyntaxException");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CassandraByteStore.builder(SESSION).keyspace(KEYSPACE).table(name));
  }

  @Test
  void entry14PythonReadsNothingOverASessionWithRowsOfAnotherKind() {
    python.mset(Map.of("k", bytes("v")));
    peer.call("rows_as", Map.of("factory", "dict_factory"));
    try {
      assertThat(raised(() -> python.mget(List.of("k"))).type()).isEqualTo("AttributeError");
      assertThat(raised(() -> python.yieldKeys("")).type()).isEqualTo("AttributeError");
    } finally {
      peer.call("rows_as", Map.of("factory", "named_tuple_factory"));
    }

    // The Java driver's session has no such setting.
    assertThat(java.mget(List.of("k"))).containsExactly(bytes("v"));
  }
}

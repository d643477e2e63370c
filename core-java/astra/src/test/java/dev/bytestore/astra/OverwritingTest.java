package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bytestore.ByteStore;
import dev.bytestore.PartialWriteException;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The number of requests that are needed to write entries of which some exist. */
class OverwritingTest {

  private DataApiServer server;
  private ByteStore store;

  @BeforeEach
  void start() {
    server = DataApiServer.start();
    store =
        AstraDbByteStore.builder(TestDataApi.connection(server).build())
            .collection("kv")
            .maxRequestsInFlight(4)
            .build();
    server.forgetRequests();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Map<String, byte[]> entries(int from, int to, String value) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    IntStream.range(from, to).forEach(i -> entries.put("k" + i, (value + i).getBytes(UTF_8)));
    return entries;
  }

  private void write(Map<String, byte[]> entries) {
    server.forgetRequests();
    store.msetAsync(entries).join();
    assertThat(store.mgetAsync(entries.keySet()).join())
        .usingRecursiveComparison()
        .isEqualTo(List.copyOf(entries.values()));
  }

  private int sent(String command) {
    return server.requests(command).size();
  }

  @Test
  void aStoreThatOverwritesEntriesNoLongerTriesToInsertThem() {
    write(entries(0, 400, "first "));
    write(entries(0, 400, "second "));
    assertThat(sent("insertMany")).isEqualTo(4);

    write(entries(0, 400, "third "));

    assertThat(sent("insertMany")).isZero();
    assertThat(sent("findOneAndReplace")).isEqualTo(400);
  }

  @Test
  void aLargeCallStopsToInsertOnceItsFirstEntriesTurnOutToExist() {
    write(entries(0, 2_000, "first "));

    write(entries(0, 2_000, "second "));

    assertThat(sent("insertMany")).isBetween(1, 4);
    assertThat(sent("findOneAndReplace")).isEqualTo(2_000);
  }

  @Test
  void aStoreThatOverwroteEntriesInsertsNewOnesByTheHundredAgain() {
    write(entries(0, 400, "first "));
    write(entries(0, 400, "second "));

    write(entries(1_000, 3_000, "new "));

    // The entries that were replaced before the store knew, and the rest.
    assertThat(sent("findOneAndReplace")).isBetween(50, 150);
    assertThat(sent("insertMany")).isEqualTo(20);
    write(entries(5_000, 5_400, "newer "));
    assertThat(sent("findOneAndReplace")).isZero();
    assertThat(sent("insertMany")).isEqualTo(4);
  }

  @Test
  void anEntryThatCannotBeReplacedWithoutAnInsertionFailsTheCallAndTheOthersAreReported() {
    write(entries(0, 400, "first "));
    write(entries(0, 400, "second "));
    server.fail(
        request -> request.body().contains("\"k150\""),
        1,
        Fault.error("SHRED_DOC_LIMIT_VIOLATION", "REQUEST", "DOCUMENT", "Too long", "No."));

    CompletionException failure =
        catchThrowableOfType(
            CompletionException.class, () -> store.msetAsync(entries(0, 400, "third ")).join());

    assertThat(failure).hasCauseInstanceOf(PartialWriteException.class);
    PartialWriteException partial = (PartialWriteException) failure.getCause();
    assertThat(partial.unconfirmedKeys()).contains("k150");
    assertThat(partial.writtenKeys()).contains("k0").hasSizeLessThan(400);
  }

  /** Temporary errors of the database say nothing about which documents existed. */
  @Test
  void documentsThatFailedToBeInsertedDoNotCountAsExisting() {
    server.fail(
        request -> request.command().equals("insertMany"),
        4,
        Fault.trouble("TIMEOUT_WRITING_DATA", 60));
    write(entries(0, 400, "first "));

    write(entries(1_000, 1_400, "second "));

    assertThat(sent("insertMany")).isEqualTo(4);
    assertThat(sent("findOneAndReplace")).isZero();
  }

  @Test
  void fewEntriesAreSpreadOverRequestsOfTwentyOrMore() {
    write(entries(0, 50, "first "));

    assertThat(sent("insertMany")).isEqualTo(3);
  }
}

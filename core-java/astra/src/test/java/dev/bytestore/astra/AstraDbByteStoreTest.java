package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.ByteStore;
import dev.bytestore.KeyPage;
import dev.bytestore.PartialWriteException;
import dev.bytestore.testing.dataapi.DataApiRequest;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The requests that each call sends, and how many of them at once. */
class AstraDbByteStoreTest {

  private DataApiServer server;
  private ByteStore store;

  @BeforeEach
  void start() {
    server = DataApiServer.start();
    store = builder().build();
    server.forgetRequests();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private AstraDbByteStore.Builder builder() {
    return AstraDbByteStore.builder(TestDataApi.connection(server).build()).collection("kv");
  }

  private static Map<String, byte[]> entries(int count, int bytes) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[bytes];
      value[0] = (byte) i;
      entries.put("k" + i, value);
    }
    return entries;
  }

  private static List<String> keys(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "k" + i).toList();
  }

  private static Predicate<DataApiRequest> names(String command, String id) {
    return request ->
        request.command().equals(command) && request.body().contains("\"" + id + "\"");
  }

  @Test
  void aThousandKeysAreReadInTenRequestsAllAtOnce() {
    store.msetAsync(entries(1_000, 10)).join();
    server.forgetRequests();
    server.delay(Duration.ofMillis(200));

    assertThat(store.mgetAsync(keys(0, 1_000)).join()).doesNotContainNull();

    assertThat(server.requests("find")).hasSize(10);
    assertThat(server.maxConcurrentRequests()).isEqualTo(10);
  }

  @Test
  void newEntriesTravelByTheHundredAndExistingOnesAreReplacedOneByOne() {
    store.msetAsync(entries(2_050, 10)).join();
    assertThat(server.requests()).hasSize(21).allMatch(r -> r.command().equals("insertMany"));
    server.forgetRequests();

    Map<String, byte[]> changed = new LinkedHashMap<>();
    keys(2_040, 2_060).forEach(key -> changed.put(key, ("new " + key).getBytes(UTF_8)));
    store.msetAsync(changed).join();

    assertThat(server.requests("insertMany")).hasSize(1);
    assertThat(server.requests("findOneAndReplace")).hasSize(10);
    assertThat(store.mgetAsync(keys(2_040, 2_060)).join())
        .containsExactlyElementsOf(changed.values());
  }

  @Test
  void aSingleEntryTakesOneRequestWhetherItExistsOrNot() {
    store.msetAsync(Map.of("k", new byte[] {1})).join();
    store.msetAsync(Map.of("k", new byte[] {2})).join();

    assertThat(server.requests()).hasSize(2);
    assertThat(store.mgetAsync(List.of("k")).join()).containsExactly(new byte[] {2});
  }

  @Test
  void theOldValueDoesNotTravelBackWhenItIsReplaced() {
    store.msetAsync(Map.of("k", "old value".getBytes(UTF_8))).join();
    store.msetAsync(Map.of("k", new byte[] {2})).join();

    assertThat(server.requests("findOneAndReplace").get(1).arguments().get("projection"))
        .hasToString("{\"value\":0}");
  }

  @Test
  void largeEntriesAreSplitByTheirBytes() {
    Map<String, byte[]> large = entries(20, 1_500_000);

    store.msetAsync(large).join();

    assertThat(server.requests("insertMany"))
        .hasSize(3)
        .allSatisfy(request -> assertThat(request.body().length()).isLessThan(20_000_000));
    assertThat(store.mgetAsync(large.keySet()).join()).containsExactlyElementsOf(large.values());
  }

  @Test
  void answersThatGetTooLongAreAskedForInPartsAndTheNextOnesInSmallPartsAtOnce() {
    Map<String, byte[]> large = entries(40, 1_000_000);
    store.msetAsync(large).join();
    server.forgetRequests();

    assertThat(store.mgetAsync(large.keySet()).join()).containsExactlyElementsOf(large.values());
    assertThat(server.requests("find")).hasSizeBetween(4, 42);
    server.forgetRequests();
    assertThat(store.mgetAsync(large.keySet()).join()).containsExactlyElementsOf(large.values());

    assertThat(server.requests("find"))
        .allSatisfy(
            request ->
                assertThat(request.arguments().at("/filter/_id/$in").size()).isBetween(1, 11));
  }

  @Test
  void aLargeValueIsForgottenThoughNothingElseIsFound() {
    store.msetAsync(entries(1, 2_900_000)).join();
    store.mgetAsync(keys(0, 1)).join();
    store.mgetAsync(keys(1, 101)).join();
    server.forgetRequests();

    store.mgetAsync(keys(1, 101)).join();

    assertThat(server.requests("find")).hasSize(1);
  }

  @Test
  void anAnswerInSeveralPagesIsReadToItsEnd() {
    store.msetAsync(entries(2, 10)).join();
    server.fail(
        Fault.answer(
            "{\"data\":{\"documents\":[{\"_id\":\"k0\",\"value\":\"AA==\"}],"
                + "\"nextPageState\":\"abc\"}}"));
    server.fail(
        request -> request.body().contains("\"pageState\":\"abc\""),
        1,
        Fault.answer(
            "{\"data\":{\"documents\":[{\"_id\":\"k1\",\"value\":\"AQ==\"}],"
                + "\"nextPageState\":null}}"));

    assertThat(store.mgetAsync(keys(0, 2)).join()).containsExactly(new byte[] {0}, new byte[] {1});
  }

  @Test
  void deletionsNameTwentyIdsAndAreRepeatedWhileTheServerHasMore() {
    store.msetAsync(entries(43, 10)).join();
    server.forgetRequests();
    server.fail(
        names("deleteMany", "k44"),
        2,
        Fault.answer("{\"status\":{\"deletedCount\":1,\"moreData\":true}}"));

    store.mdeleteAsync(keys(0, 45)).join();

    assertThat(server.requests("deleteMany"))
        .hasSize(5)
        .allSatisfy(
            request ->
                assertThat(request.arguments().at("/filter/_id/$in").size()).isBetween(5, 20));
    assertThat(server.documents("kv")).isEmpty();
  }

  @Test
  void writersThatMeetAtTheSameKeysAllSucceed() {
    server.close();
    server = DataApiServer.builder().contention(true).start();
    server.delay(Duration.ofMillis(5));
    ByteStore contended =
        AstraDbByteStore.builder(TestDataApi.connection(server).maxRetries(12).build())
            .collection("kv")
            .build();

    List<CompletableFuture<Void>> writes =
        IntStream.range(0, 8).mapToObj(i -> contended.msetAsync(entries(10, i + 1))).toList();

    assertThat(writes).allSatisfy(CompletableFuture::join);
    assertThat(server.documents("kv")).hasSize(10);
    assertThat(server.requests().size()).isGreaterThan(8 + 70);
  }

  @Test
  void whenAnEntryIsRefusedTheOthersAreToldApart() {
    store.msetAsync(entries(2, 1)).join();
    server.fail(
        names("findOneAndReplace", "k1"),
        1,
        Fault.error("SHRED_DOC_LIMIT_VIOLATION", "REQUEST", "DOCUMENT", "Too long", "k1 is"));

    PartialWriteException failure =
        (PartialWriteException)
            catchThrowableOfType(CompletionException.class, store.msetAsync(entries(4, 2))::join)
                .getCause();

    assertThat(failure.writtenKeys()).contains("k2", "k3").doesNotContain("k1");
    assertThat(failure.unconfirmedKeys()).contains("k1");
    assertThat(failure.getCause()).isInstanceOf(DataApiException.class);
    assertThat(failure)
        .hasMessageContainingAll("SHRED_DOC_LIMIT_VIOLATION", "4,000,000")
        .hasMessageNotContaining("k1");
  }

  @Test
  void whenNothingWasWrittenTheServersRefusalComesUpItself() {
    server.fail(
        Fault.answer(
            "{\"status\":{\"insertedIds\":[]},\"errors\":[{\"errorCode\":\"NO\"},"
                + "{\"errorCode\":\"NO\"}]}"));

    assertThat(
            catchThrowableOfType(CompletionException.class, store.msetAsync(entries(2, 1))::join))
        .hasCauseInstanceOf(DataApiException.class)
        .hasMessageContaining("NO (2 times)");
  }

  @Test
  void anInsertionThatTookEffectWithoutAnAnswerIsMadeGood() {
    server.fail(Fault.cutAfter());

    store.msetAsync(entries(3, 5)).join();

    assertThat(store.mgetAsync(keys(0, 3)).join())
        .containsExactlyElementsOf(entries(3, 5).values());
  }

  @Test
  void aListingReadsNoValue() {
    store.msetAsync(Map.of("k", "secret value".getBytes(UTF_8))).join();
    server.forgetRequests();

    assertThat(store.yieldKeysAsync().join().keys()).containsExactly("k");

    JsonNode find = server.requests().get(0).arguments();
    assertThat(find.get("projection")).hasToString("{\"value\":0}");
  }

  @Test
  void aWalkHoldsNoPageButTheLast() {
    store.msetAsync(entries(200, 1)).join();
    KeyPage page = store.yieldKeysAsync().join();
    WeakReference<KeyPage> first = new WeakReference<>(page);

    page = page.nextPageAsync().join();

    await()
        .until(
            () -> {
              System.gc();
              return first.get() == null;
            });
    assertThat(page.keys()).hasSize(50);
  }

  @Test
  void documentsOfOtherProgramsAreNoKeysOrFailTheCallThatReadsThem() {
    server.put("kv", "{\"_id\":5,\"value\":\"AA==\"}");
    server.put("kv", "{\"_id\":\"without\"}");
    server.put("kv", "{\"_id\":\"number\",\"value\":7}");
    server.put("kv", "{\"_id\":\"text\",\"value\":\"secret!\"}");

    assertThat(store.yieldKeysAsync().join().keys())
        .containsExactlyInAnyOrder("without", "number", "text");
    assertThat(store.mgetAsync(List.of("without", "5")).join()).containsOnlyNulls();
    for (String key : Set.of("number", "text")) {
      assertThat(
              catchThrowableOfType(
                  CompletionException.class, store.mgetAsync(List.of("nope", key))::join))
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("ks1.kv", "position 1")
          .hasMessageNotContainingAny("secret", "7", key);
    }
  }
}

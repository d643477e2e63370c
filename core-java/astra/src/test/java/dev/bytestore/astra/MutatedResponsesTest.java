package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.ByteStore;
import dev.bytestore.testing.Golden;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * However a response is changed on its way, a call that did not do its work does not succeed, and
 * an existing document is not reported as absent. The wrong responses of DataApiOutcomesTest have
 * no part of a success; the ones here do.
 */
class MutatedResponsesTest {

  private static final List<String> WRITES = List.of("mset", "msetOne", "update");
  private static final List<String> CALLS =
      List.of(
          "mset",
          "msetOne",
          "mget",
          "mdelete",
          "yieldKeys",
          "lookup",
          "update",
          "delete",
          "clear",
          "setup");
  private static final List<Integer> STATUSES = List.of(200, 200, 200, 201, 400, 500, 503);

  /** Recorded responses to commands that no store sends. They resemble responses to the others. */
  private static final List<String> OF_OTHER_COMMANDS =
      List.of(
          "{\"status\":{\"count\":107}}",
          "{\"status\":{\"insertedIds\":[\"535210f4-6a6c-4051-9210-f46a6cd0514a\"]}}",
          "{\"status\":{\"modifiedCount\":1,\"matchedCount\":1}}",
          "{\"status\":{\"upsertedId\":\"new3\",\"modifiedCount\":0,\"matchedCount\":0}}",
          "{\"data\":{\"document\":{\"_id\":\"d\",\"value\":\"4\"}},\"status\":{\"deletedCount\":1}}",
          "{\"status\":{\"keyspaces\":[\"system\",\"default_keyspace\"]}}",
          "{\"status\":{\"collections\":[\"kv\",\"plain\"]}}",
          "{\"status\":{\"warnings\":[{\"family\":\"REQUEST\",\"scope\":\"WARNING\","
              + "\"errorCode\":\"DEPRECATED_COMMAND\"}],\"ok\":1}}");

  /** Recorded responses of a real server. Their ids are not those that the calls use. */
  private static final List<String> RECORDED =
      Stream.concat(
              Golden.vectors("data_api_exchanges.json", "exchanges")
                  .map(exchange -> exchange.path("response").asText()),
              OF_OTHER_COMMANDS.stream())
          .map(response -> response.replace("\"a\"", "\"x\"").replace("\"b\"", "\"y\""))
          .toList();

  private static final List<String> REFUSALS =
      RECORDED.stream().filter(response -> response.contains("\"errors\":[")).toList();

  private static DataApiServer server;
  private static HostileResponses calls;
  private static ByteStore store;

  @BeforeContainer
  static void start() {
    server = DataApiServer.builder().pageSize(2).start();
    server.createCollection("kv", "{\"indexing\":{\"allow\":[\"_id\"]}}");
    calls = new HostileResponses(server);
    store = TestDataApi.storeWithoutSetup(TestDataApi.connection(server).maxRetries(0));
  }

  @AfterContainer
  static void close() {
    server.close();
  }

  @Property(tries = 600)
  void nothingThatWasNotWrittenIsReportedAsWritten(
      @ForAll long seed, @ForAll @IntRange(max = 3) int changes) throws Exception {
    Random random = new Random(seed);
    assertThatCallFails(oneOf(WRITES, random), oneOf(RECORDED, random), changes, random);
  }

  @Property(tries = 600)
  void noRefusalIsReportedAsASuccessOrAMiss(
      @ForAll long seed, @ForAll @IntRange(max = 2) int changes) throws Exception {
    Random random = new Random(seed);
    assertThatCallFails(oneOf(CALLS, random), oneOf(REFUSALS, random), changes, random);
  }

  private static void assertThatCallFails(String call, String response, int changes, Random random)
      throws Exception {
    String mutated = JsonMutator.mutated(response, changes, random);
    int status = oneOf(STATUSES, random);
    server.forgetFaults();
    server.fail(Integer.MAX_VALUE, Fault.answers(status, () -> mutated));

    assertThatThrownBy(() -> calls.call(call).get(60, TimeUnit.SECONDS))
        .as("%s, HTTP %d: %s", call, status, mutated)
        .isInstanceOf(ExecutionException.class);
  }

  @Property(tries = 300)
  void anInsertionThatSucceedsHasWrittenAllEntries(
      @ForAll long seed, @ForAll @IntRange(max = 3) int changes) {
    server.forgetFaults();
    store.mdeleteAsync(List.of("a", "b", "c")).join();
    server.put("kv", "{\"_id\":\"a\",\"value\":\"b2xk\"}");
    AtomicReference<String> sent = changeNext("insertMany", changes, new Random(seed));

    try {
      store.msetAsync(Map.of("a", new byte[1], "b", new byte[1], "c", new byte[1])).join();
    } catch (CompletionException e) {
      return;
    }

    server.forgetFaults();
    assertThat(server.documents("kv")).as(sent.get()).containsOnlyKeys("a", "b", "c");
    assertThat(server.documents("kv").values())
        .as(sent.get())
        .allMatch(document -> document.get("value").asText().equals("AA=="));
  }

  @Property(tries = 300)
  void aReadThatSucceedsTellsWhatTheResponseSays(
      @ForAll long seed, @ForAll @IntRange(max = 3) int changes) {
    List<String> keys = List.of("a", "b", "absent");
    fill();
    AtomicReference<String> sent = changeNext("find", changes, new Random(seed));
    List<byte[]> values;
    try {
      values = store.mgetAsync(keys).join();
    } catch (CompletionException e) {
      return;
    }

    JsonNode documents = believable(sent.get()).path("data").path("documents");
    assertThat(documents).as(sent.get()).allMatch(d -> keys.contains(d.path("_id").textValue()));
    if (JsonMutator.read(sent.get()).path("data").path("nextPageState").isTextual()) {
      return; // The second page was not changed and added correct values.
    }
    for (int i = 0; i < keys.size(); i++) {
      assertThat(values.get(i)).as(sent.get()).isEqualTo(valueOf(keys.get(i), documents));
    }
  }

  @Property(tries = 300)
  void aListingThatSucceedsHasTheKeysOfTheResponse(
      @ForAll long seed, @ForAll @IntRange(max = 3) int changes) {
    fill();
    AtomicReference<String> sent = changeNext("find", changes, new Random(seed));
    List<String> keys;
    try {
      keys = store.yieldKeysAsync().join().keys();
    } catch (CompletionException e) {
      return;
    }

    JsonNode documents = believable(sent.get()).path("data").path("documents");
    assertThat(documents).as(sent.get()).allMatch(document -> document.has("_id"));
    List<String> ids = new ArrayList<>();
    documents.forEach(document -> ids.add(document.get("_id").textValue()));
    ids.removeIf(id -> id == null);
    if (!ids.isEmpty()) { // Otherwise the listing went on to the next page.
      assertThat(keys).as(sent.get()).isEqualTo(ids);
    }
  }

  private static void fill() {
    server.forgetFaults();
    server.put("kv", "{\"_id\":\"a\",\"value\":\"AQ==\"}");
    server.put("kv", "{\"_id\":\"b\",\"value\":\"Ag==\"}");
    server.put("kv", "{\"_id\":\"c\",\"value\":\"Aw==\"}");
  }

  private static AtomicReference<String> changeNext(String command, int changes, Random random) {
    AtomicReference<String> sent = new AtomicReference<>("");
    server.fail(
        request -> request.command().equals(command),
        1,
        Fault.changed(
            200,
            json -> {
              sent.set(JsonMutator.mutated(json, changes, random));
              return sent.get();
            }));
    return sent;
  }

  /** The minimum of a valid page: no errors, a list, and the field for the next page state. */
  private static JsonNode believable(String response) {
    JsonNode json = JsonMutator.read(response);
    assertThat(json.path("errors")).as(response).isEmpty();
    assertThat(json.path("errors").isValueNode() && !json.path("errors").isNull()).isFalse();
    assertThat(json.path("data").path("documents").isArray()).as(response).isTrue();
    JsonNode state = json.path("data").path("nextPageState");
    assertThat(state.isNull() || state.isTextual()).as(response).isTrue();
    return json;
  }

  private static byte[] valueOf(String key, JsonNode documents) {
    for (JsonNode document : documents) {
      if (key.equals(document.path("_id").textValue()) && document.path("value").isTextual()) {
        return Base64.getDecoder().decode(document.get("value").textValue());
      }
    }
    return null;
  }

  private static <T> T oneOf(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}

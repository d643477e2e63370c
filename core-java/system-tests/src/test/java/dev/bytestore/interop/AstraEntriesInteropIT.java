package dev.bytestore.interop;

import static dev.bytestore.interop.SharedStore.PythonStore.pair;
import static dev.bytestore.interop.SharedStoreContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.SetupMode;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.AstraDbLlmCache;
import dev.bytestore.astra.DataApiException;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.interop.SharedStore.PythonStore;
import dev.bytestore.testing.Golden;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Cases in which Python's classes for Astra DB raise or lose data, and ours do not. The numbers are
 * those in docs/python.md.
 */
class AstraEntriesInteropIT {

  private static final String INDEXING = "{\"indexing\":{\"allow\":[\"_id\"]}}";

  private final PythonPeer peer = PythonPeer.shared();
  private final DataApiServer server = DataApiServer.start();
  private BlockingByteStore java;
  private PythonStore python;

  @BeforeEach
  void makeStores() {
    java =
        AstraDbByteStore.builder(SharedDataApi.connection(server))
            .collection("kv")
            .build()
            .blocking();
    python =
        new PythonStore(
            peer,
            peer.make("AstraDBByteStore", "SYNC", SharedDataApi.collection(server, "kv")),
            false);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static PythonRaised raised(Runnable call) {
    PythonRaised raised = catchThrowableOfType(PythonRaised.class, call::run);
    assertThat(raised).as("what Python raised").isNotNull();
    return raised;
  }

  private static Map<String, byte[]> entries(int count, int size) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      entries.put("k" + i, new byte[size]);
    }
    return entries;
  }

  @Test
  void entry7ANoneOfPythonIsListedAndReadsAsAbsent() {
    python.msetPairs(List.of(pair("none", null)));

    assertThat(java.yieldKeys()).containsExactly("none");
    assertThat(java.mget(List.of("none"))).containsExactly((byte[]) null);
    assertThat(python.mget(List.of("none"))).containsExactly((byte[]) null);
  }

  @Test
  void entry16MoreThanAHundredKeysFailInPythonOnly() {
    Map<String, byte[]> entries = entries(250, 1);
    List<String> keys = new ArrayList<>(entries.keySet());
    java.mset(entries);

    assertThat(raised(() -> python.mget(keys)).type()).isEqualTo("DataAPIResponseException");
    raised(() -> python.mdelete(keys));
    assertThat(python.yieldKeys("")).hasSize(250);

    assertThat(java.mget(keys)).hasSize(250).doesNotContainNull();
    java.mdelete(keys);
    assertThat(python.yieldKeys("")).isEmpty();
  }

  @Test
  void entry18OfNewKeysThatComeTwicePythonKeepsEitherValueAndOursTheLast() {
    List<List<Object>> pairs = new ArrayList<>();
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String value : List.of("first", "last")) {
      for (int i = 0; i < 20; i++) {
        pairs.add(pair("twice" + i, bytes(value)));
        entries.put("ours" + i, bytes(value));
      }
    }
    python.msetPairs(pairs);
    java.mset(entries);

    // The server stores documents in any order: the last one wins 20 times once in a million runs.
    assertThat(java.mget(pairs.stream().map(pair -> (String) pair.get(0)).toList()))
        .contains(bytes("first"));
    assertThat(python.mget(List.copyOf(entries.keySet())))
        .hasSize(20)
        .allMatch(value -> Arrays.equals(value, bytes("last")));
  }

  @Test
  void entry19ADeletionInBetweenMakesPythonsWriteFailAndNotOurs() {
    Map<String, byte[]> entries = entries(2, 1);
    java.mset(entries);
    emptyBeforeTheNextReplacement();
    assertThat(raised(() -> python.mset(entries))).hasMessageContaining("could not insert all");

    java.mset(entries);
    emptyBeforeTheNextReplacement();
    java.mset(entries);
    assertThat(python.mget(List.of("k0"))).containsExactly(new byte[1]);
  }

  /** Empties the collection before the next replacement: the hook for faults sees each request. */
  private void emptyBeforeTheNextReplacement() {
    boolean[] done = new boolean[1];
    server.fail(
        request -> {
          if (!done[0] && request.command().equals("findOneAndReplace")) {
            done[0] = true;
            server.createCollection("kv", INDEXING);
          }
          return false;
        },
        1,
        Fault.cut());
  }

  @Test
  void entry20PythonFetchesAllValuesToListTheKeys() {
    java.mset(entries(10, 1));
    server.forgetRequests();

    assertThat(python.yieldKeys("")).hasSize(10);
    assertThat(java.yieldKeys()).hasSize(10);

    assertThat(server.requests("find")).hasSize(2);
    assertThat(server.requests("find").get(0).arguments().has("projection")).isFalse();
    assertThat(server.requests("find").get(1).arguments().get("projection").toString())
        .isEqualTo("{\"value\":0}");
  }

  @Test
  void entry21ManyLargeValuesFailInPythonOnly() {
    Map<String, byte[]> entries = entries(8, 2_900_000);

    raised(() -> python.mset(entries));
    java.mset(entries);

    assertThat(python.mget(List.of("k0", "k7"))).doesNotContainNull();
  }

  @Test
  void entry22OneBusyAnswerFailsInPythonAndIsTriedAgainInOurs() {
    java.mset(Map.of("k", bytes("v")));

    server.fail(Fault.unavailable("0"));
    raised(() -> python.mget(List.of("k")));
    server.fail(Fault.unavailable("0"));
    assertThat(java.mget(List.of("k"))).containsExactly(bytes("v"));
  }

  @Test
  void entry24ALongAnswerNeedsACollectionThatPythonMustNotSetUp() {
    String answer = "x".repeat(9_000);
    String text = GenerationsCodec.encode(List.of(Generation.of(answer)));
    SharedCache indexed = pythonCache("indexed", "SYNC");
    raised(() -> indexed.update("prompt", "llm", text));
    BlockingLlmCache alike = javaCache("indexed", false);
    assertThatThrownBy(() -> alike.update("prompt", "llm", List.of(Generation.of(answer))))
        .isInstanceOf(DataApiException.class);

    BlockingLlmCache ours = javaCache("unindexed", true);
    ours.update("prompt", "llm", List.of(Generation.of(answer)));
    raised(() -> pythonCache("unindexed", "SYNC"));
    assertThat(pythonCache("unindexed", "OFF").lookup("prompt", "llm").text()).isEqualTo(text);
  }

  private BlockingLlmCache javaCache(String collection, boolean unindexed) {
    return AstraDbLlmCache.builder(SharedDataApi.connection(server))
        .collection(collection)
        .unindexed(unindexed)
        .build()
        .blocking();
  }

  private SharedCache pythonCache(String collection, String setup) {
    String name = peer.make("AstraDBCache", setup, SharedDataApi.collection(server, collection));
    return new SharedCache(peer, name, false);
  }

  @Test
  void bothUseAnOldCollectionThatIndexesAllFieldsAndPythonWarnsOfIt() {
    server.createCollection("old", "{}");
    Map<String, Object> arguments = SharedDataApi.collection(server, "old");
    arguments.putAll(Map.of("name", "old", "kind", "AstraDBByteStore", "setup", "SYNC"));

    assertThat(peer.call("make", arguments).textValue()).contains("indexing turned on for all");
    AstraDbByteStore.builder(SharedDataApi.connection(server))
        .collection("old")
        .build()
        .blocking()
        .mset(Map.of("k", bytes("v")));
    assertThat(new PythonStore(peer, "old", false).mget(List.of("k"))).containsExactly(bytes("v"));
  }

  @Test
  void bothRefuseACollectionThatIndexesOtherFieldsUnlessToldNotToLook() {
    server.createCollection("other", "{\"indexing\":{\"deny\":[\"x\"]}}");

    raised(() -> peer.make("AstraDBByteStore", "SYNC", SharedDataApi.collection(server, "other")));
    assertThatThrownBy(
            () ->
                AstraDbByteStore.builder(SharedDataApi.connection(server))
                    .collection("other")
                    .build())
        .isInstanceOf(IllegalStateException.class);

    String name = peer.make("AstraDBByteStore", "OFF", SharedDataApi.collection(server, "other"));
    AstraDbByteStore.builder(SharedDataApi.connection(server))
        .collection("other")
        .setupMode(SetupMode.OFF)
        .build()
        .blocking()
        .mset(Map.of("k", bytes("v")));
    assertThat(new PythonStore(peer, name, false).mget(List.of("k"))).containsExactly(bytes("v"));
  }

  @Test
  void base64ThatNoVersionWritesIsAnErrorInOursAlsoWherePythonReadsSomethingFromIt() {
    for (JsonNode vector : (Iterable<JsonNode>) Golden.vectors("base64.json", "decode")::iterator) {
      JsonNode text = vector.get("text");
      server.put(
          "kv",
          JsonNodeFactory.instance.objectNode().put("_id", "k").set("value", text).toString());
      byte[][] theirs = new byte[1][];
      PythonRaised raised =
          catchThrowableOfType(
              PythonRaised.class, () -> theirs[0] = python.mget(List.of("k")).get(0));

      boolean isWritten =
          raised == null && Base64.getEncoder().encodeToString(theirs[0]).equals(text.textValue());
      if (isWritten) {
        assertThat(java.mget(List.of("k"))).containsExactly(theirs[0]);
      } else {
        assertThatThrownBy(() -> java.mget(List.of("k"))).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void aDocumentWhoseIdIsNoTextBreaksPythonsListingByAPrefixAndIsPassedOverByOurs() {
    java.mset(Map.of("k", bytes("v")));
    server.put("kv", "{\"_id\":5,\"value\":\"dg==\"}");

    assertThat(raised(() -> python.yieldKeys("k")).type()).isEqualTo("AttributeError");
    assertThat(java.yieldKeys("k")).containsExactly("k");
    assertThat(java.yieldKeys()).containsExactly("k");
  }
}

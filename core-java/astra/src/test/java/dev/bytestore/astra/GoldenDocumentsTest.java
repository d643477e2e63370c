package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.Generation;
import dev.bytestore.testing.Golden;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads documents that were recorded from Python. */
class GoldenDocumentsTest {

  private DataApiServer server;

  @BeforeEach
  void start() {
    server = DataApiServer.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private AstraDbByteStore store() {
    return AstraDbByteStore.builder(TestDataApi.connection(server).build())
        .collection("lc_kv")
        .build();
  }

  @Test
  void whatPythonStoredIsRead() {
    server.createCollection("lc_kv", "{\"indexing\":{\"allow\":[\"_id\"]}}");
    server.put("lc_kv", "{\"_id\":\"k1\",\"value\":\"dmFsdWUx\"}");
    server.put("lc_kv", "{\"_id\":\"ключ\",\"value\":\"+//+\"}");
    server.put("lc_kv", "{\"_id\":\"empty\",\"value\":\"\"}");
    server.put("lc_kv", "{\"_id\":\"nv\",\"value\":null}");
    BlockingByteStore store = store().blocking();

    List<byte[]> values = store.mget(List.of("k1", "ключ", "empty", "nv"));

    List<byte[]> expected =
        new ArrayList<>(
            Arrays.asList("value1".getBytes(UTF_8), new byte[] {-5, -1, -2}, new byte[0], null));
    assertThat(values).usingRecursiveComparison().isEqualTo(expected);
    assertThat(store.yieldKeys()).containsExactlyInAnyOrder("k1", "ключ", "empty", "nv");
  }

  @Test
  void valuesAreSpelledAsPythonSpellsThem() {
    BlockingByteStore store = store().blocking();
    List<JsonNode> vectors = Golden.vectors("base64.json", "encode").toList();
    assertThat(vectors).isNotEmpty();
    for (JsonNode vector : vectors) {
      byte[] value = HexFormat.of().parseHex(vector.get("hex").asText());

      store.mset(Map.of("k", value));

      assertThat(server.documents("lc_kv").get("k").get("value")).isEqualTo(vector.get("text"));
      assertThat(store.mget(List.of("k"))).containsExactly(value);
    }
  }

  /** Python reads some of these, by skipping characters; this library refuses all of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dmFs\ndWUx",
        "dmFs dWUx",
        "-__-",
        "VjI",
        "VjI==",
        "VjI=xx",
        "VjI=VjI=",
        "====",
        "é",
        "dmFsé"
      })
  void aValueThatNoVersionOfPythonWritesIsAnError(String text) {
    BlockingByteStore store = store().blocking();
    server.put(
        "lc_kv",
        JsonNodeFactory.instance.objectNode().put("_id", "k").put("value", text).toString());

    assertThatIllegalStateException()
        .isThrownBy(() -> store.mget(List.of("k")))
        .withMessageContainingAll("ks1.lc_kv", "position 0", "Base64")
        .withNoCause();
  }

  @Test
  void anAnswerThatPythonKeptIsFound() {
    server.createCollection("langchain_astradb_cache", "{}");
    JsonNode update =
        Golden.vectors("astradb_requests.json", "vectors")
            .filter(vector -> vector.get("name").asText().equals("cache_lookup"))
            .findFirst()
            .orElseThrow();
    JsonNode document = update.at("/exchanges/0/mock_response/json/data/document");
    server.put("langchain_astradb_cache", document.toString());

    assertThat(
            AstraDbLlmCache.builder(TestDataApi.connection(server).build())
                .build()
                .blocking()
                .lookup("foo", "L"))
        .containsExactly(Generation.of("fizz"));
  }
}

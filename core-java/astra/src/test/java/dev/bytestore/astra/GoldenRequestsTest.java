package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.SetupMode;
import dev.bytestore.testing.Golden;
import dev.bytestore.testing.dataapi.DataApiRequest;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the requests of this library with those recorded from Python: the bodies are the same,
 * or the test says which ones differ. docs/wire-format.md gives the reasons.
 */
class GoldenRequestsTest {

  private static final String TOKEN = "AstraCS:xyz";
  private static final String PAGES =
      "{\"find\":{\"projection\":{\"value\":0},\"options\":{\"pageState\":\"?\"}}}";

  /** Other bodies than Python's, by the name of the vector. An empty list: nothing is sent. */
  private static final Map<String, List<String>> OTHER_BODIES =
      Map.ofEntries(
          // The server returns a document twice for a repeated id, so ids are sent once.
          entry(
              "mget",
              List.of(
                  "{\"find\":{\"filter\":{\"_id\":{\"$in\":[\"k1\",\"nope\",\"k2\"]}},"
                      + "\"projection\":{\"*\":true},\"options\":{}}}")),
          entry("mget_empty", List.of()),
          entry("mdelete_empty", List.of()),
          // A byte store has no null values.
          entry("mset_null_value", List.of()),
          // Only keys are requested.
          entry("yield_keys", List.of("{\"find\":{\"projection\":{\"value\":0},\"options\":{}}}")),
          entry(
              "yield_keys_pages",
              List.of("{\"find\":{\"projection\":{\"value\":0},\"options\":{}}}", PAGES, PAGES)),
          // At most 100 ids in a request; with more, Python fails.
          entry("err_in_limit", List.of(findOf(0, 100), findOf(100, 101))));

  /** The vectors whose requests are sent in parallel. */
  private static final Set<String> IN_ANY_ORDER = Set.of("err_in_limit");

  private DataApiServer server;

  @BeforeEach
  void start() {
    restart("/v1", "ks1", TOKEN);
  }

  private void restart(String basePath, String keyspace, String token) {
    close();
    server =
        DataApiServer.builder()
            .basePath(basePath)
            .keyspace(keyspace)
            .token(token)
            .pageSize(20)
            .start();
  }

  private static String findOf(int from, int to) {
    String ids =
        String.join(",", IntStream.range(from, to).mapToObj(i -> "\"k" + i + "\"").toList());
    return "{\"find\":{\"filter\":{\"_id\":{\"$in\":[%s]}},\"projection\":{\"*\":true},\"options\":{}}}"
        .formatted(ids);
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  static Stream<String> vectors() {
    return Golden.vectors("astradb_requests.json", "vectors")
        .map(vector -> vector.get("name").asText());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theSameCallSendsTheSameRequests(String name) {
    JsonNode vector =
        Golden.vectors("astradb_requests.json", "vectors")
            .filter(each -> each.get("name").asText().equals(name))
            .findFirst()
            .orElseThrow();
    switch (name) {
      case "init_astra_path" -> restart("/api/json/v1", "default_keyspace", TOKEN);
      case "err_401" -> restart("/v1", "ks1", "AstraCS:another");
      default -> {}
    }

    Throwable failure = catchThrowable(() -> call(name));

    List<JsonNode> python =
        StreamSupport.stream(vector.get("exchanges").spliterator(), false)
            .map(exchange -> exchange.get("request"))
            .toList();
    List<String> expected =
        OTHER_BODIES.getOrDefault(
            name, python.stream().map(request -> request.get("body_text").asText()).toList());
    List<DataApiRequest> requests = server.requests();
    List<String> bodies =
        requests.stream().map(request -> withoutPageState(request.body())).toList();
    if (IN_ANY_ORDER.contains(name)) {
      assertThat(bodies).containsExactlyInAnyOrderElementsOf(expected);
    } else {
      assertThat(bodies).containsExactlyElementsOf(expected);
    }
    for (int i = 0; i < requests.size(); i++) {
      assertSameAddress(requests.get(i), python.get(Math.min(i, python.size() - 1)));
    }
    boolean mayFail =
        vector.get("python").has("raises")
            || name.startsWith("init_no_token")
            || name.startsWith("init_username")
            || name.equals("mset_null_value");
    assertThat(failure != null).isEqualTo(mayFail && !name.equals("err_in_limit"));
  }

  private static void assertSameAddress(DataApiRequest request, JsonNode python) {
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo(python.get("path").asText());
    JsonNode headers = python.get("headers");
    for (String header : List.of("Content-Type", "Accept", "Token")) {
      assertThat(request.header(header).orElse(null))
          .as(header)
          .isEqualTo(headers.has(header) ? headers.get(header).asText() : null);
    }
    String callers = headers.get("User-Agent").asText().replaceFirst("langchain/.*", "");
    assertThat(request.header("User-Agent").orElseThrow()).startsWith(callers + "bytestore");
  }

  private static String withoutPageState(String body) {
    return body.replaceAll("\"pageState\":\"[^\"]+\"", "\"pageState\":\"?\"");
  }

  private AstraDbConnection.Builder connection() {
    return AstraDbConnection.builder(server.endpoint())
        .environment(AstraDbEnvironment.HCD)
        .keyspace("ks1")
        .token(TOKEN);
  }

  private static AstraDbByteStore.Builder store(AstraDbConnection.Builder connection) {
    return AstraDbByteStore.builder(connection.build()).collection("lc_kv");
  }

  private void call(String name) {
    if (name.startsWith("init_")) {
      initialise(name);
    } else if (name.startsWith("cache_")) {
      useCache(name);
    } else {
      server.createCollection("lc_kv", "{\"indexing\":{\"allow\":[\"_id\"]}}");
      useStore(name);
    }
  }

  private void initialise(String name) {
    switch (name) {
      case "init_sync" -> store(connection()).build();
      case "init_ext_callers" ->
          store(connection().caller("myapp", "1.2").caller("plain", "")).build();
      case "init_off" ->
          store(connection()).setupMode(SetupMode.OFF).preDeleteCollection(true).build();
      case "init_pre_delete" -> store(connection()).preDeleteCollection(true).build();
      case "init_no_token" ->
          store(
                  AstraDbConnection.builder(server.endpoint())
                      .environment(AstraDbEnvironment.HCD)
                      .keyspace("ks1"))
              .build();
      case "init_username_password" ->
          store(
                  connection()
                      .environment(AstraDbEnvironment.DSE)
                      .credentials("cassandra", "cassandra"))
              .build();
      case "init_astra_path" ->
          store(
                  AstraDbConnection.builder(server.endpoint())
                      .environment(AstraDbEnvironment.PROD)
                      .token(TOKEN))
              .build();
      case "init_other_detected" ->
          store(AstraDbConnection.builder(server.endpoint()).keyspace("ks1").token(TOKEN)).build();
      case "init_no_keyspace_hcd" ->
          AstraDbConnection.builder(server.endpoint()).environment(AstraDbEnvironment.HCD).build();
      case "init_no_endpoint" -> AstraDbConnection.fromEnvironment(Map.of());
      case "init_mismatch_legacy_no_indexing" -> {
        server.createCollection("lc_kv", "{}");
        store(connection()).build();
      }
      case "init_mismatch_other_indexing" -> {
        server.createCollection("lc_kv", "{\"indexing\":{\"deny\":[\"a\"]}}");
        store(connection()).build();
      }
      default -> throw new IllegalArgumentException(name);
    }
  }

  private void useStore(String name) {
    BlockingByteStore store = store(connection()).setupMode(SetupMode.OFF).build().blocking();
    switch (name) {
      case "mset_new" -> {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("k1", "value1".getBytes(UTF_8));
        entries.put("ключ", new byte[] {(byte) 0xfb, (byte) 0xff, (byte) 0xfe});
        entries.put("empty", new byte[0]);
        store.mset(entries);
      }
      case "mset_null_value" -> {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("nv", null);
        store.mset(entries);
      }
      case "mset_empty" -> store.mset(Map.of());
      case "mget" -> store.mget(List.of("k1", "nope", "k1", "k2"));
      case "mget_empty" -> store.mget(List.of());
      case "yield_keys" -> assertThat(store.yieldKeys("k")).isEmpty();
      case "yield_keys_pages" -> {
        for (int i = 0; i < 45; i++) {
          server.put("lc_kv", "{\"_id\":\"d%02d\",\"value\":\"eA==\"}".formatted(i));
        }
        assertThat(store.yieldKeys()).hasSize(45);
      }
      case "mdelete" -> store.mdelete(List.of("k1", "zz"));
      case "mdelete_empty" -> store.mdelete(List.of());
      case "err_401" -> store.mget(List.of("a"));
      case "err_in_limit" ->
          assertThat(store.mget(IntStream.range(0, 101).mapToObj(i -> "k" + i).toList()))
              .hasSize(101)
              .containsOnlyNulls();
      default -> throw new IllegalArgumentException(name);
    }
  }

  private void useCache(String name) {
    AstraDbLlmCache.Builder builder = AstraDbLlmCache.builder(connection().build());
    if (name.equals("cache_init")) {
      builder.build();
      return;
    }
    server.createCollection("langchain_astradb_cache", "{}");
    BlockingLlmCache cache = builder.setupMode(SetupMode.OFF).build().blocking();
    switch (name) {
      case "cache_update" -> cache.update("foo", "L", List.of(Generation.of("fizz")));
      case "cache_lookup" -> cache.lookup("foo", "L");
      case "cache_delete" -> cache.delete("foo", "L");
      case "cache_clear" -> cache.clear();
      default -> throw new IllegalArgumentException(name);
    }
  }
}

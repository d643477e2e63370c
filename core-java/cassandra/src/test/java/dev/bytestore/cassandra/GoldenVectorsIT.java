package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.testing.Golden;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Repeats recorded calls of Python's class with ours. If Python's call fails on the server or loses
 * something, ours throws at once.
 */
class GoldenVectorsIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();

  private final BlockingByteStore store =
      CassandraByteStore.builder(SESSION).keyspace(KEYSPACE).table("golden").build().blocking();

  static Stream<Arguments> vectors() {
    return Golden.vectors("bytestore_cassandra_behaviour.json", "vectors")
        .map(vector -> Arguments.of(vector.get("name").asText(), vector));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void aRecordedCall(String name, JsonNode vector) throws Exception {
    SESSION.execute("TRUNCATE %s.golden".formatted(KEYSPACE));
    Map<String, byte[]> initial = new LinkedHashMap<>();
    vector.get("initial").forEach(pair -> initial.put(pair.get(0).asText(), bytes(pair.get(1))));
    store.mset(initial);
    JsonNode returns = vector.get("python").get("returns");
    Callable<Object> call = call(name);

    if (returns == null || name.equals("mset_null_value")) {
      assertThatThrownBy(call::call)
          .isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class);
      assertThat(store.yieldKeys()).hasSameSizeAs(initial.keySet());
    } else {
      assertThat(call.call()).isEqualTo(value(returns));
    }
  }

  /** The Java call that corresponds to the Python call of a vector. */
  private Callable<Object> call(String name) {
    return switch (name) {
      case "mget_order_dup_missing" -> () -> texts(store.mget(List.of("k2", "nope", "k1", "k2")));
      case "mget_empty" -> () -> texts(store.mget(List.of()));
      case "mget_none_key" -> () -> store.mget(Arrays.asList("k1", null));
      case "mget_empty_key" -> () -> store.mget(List.of(""));
      // In Java, a Collection can be iterated twice and a String is not one, so neither case
      // exists.
      case "mget_generator" -> () -> List.of();
      case "mget_str" -> () -> texts(store.mget(List.of("k", "1")));
      case "mset_empty" -> done(() -> store.mset(Map.of()));
      case "mset_null_value" -> done(() -> store.mset(Collections.singletonMap("k1", null)));
      case "mset_empty_bytes" ->
          () -> {
            store.mset(Map.of("e", new byte[0]));
            return Arrays.asList(null, texts(store.mget(List.of("e"))));
          };
      case "mset_dup_last_wins" ->
          () -> {
            Map<String, byte[]> entries = new LinkedHashMap<>(Map.of("d", "1".getBytes(UTF_8)));
            entries.put("d", "2".getBytes(UTF_8));
            store.mset(entries);
            return Arrays.asList(null, texts(store.mget(List.of("d"))));
          };
      case "mset_partial_failure" ->
          done(() -> store.mset(Map.of("p1", new byte[1], "", new byte[1], "p3", new byte[1])));
      case "mset_null_key" -> done(() -> store.mset(Collections.singletonMap(null, new byte[1])));
      case "mset_empty_key" -> done(() -> store.mset(Map.of("", new byte[1])));
      case "mset_key_65535" -> done(() -> store.mset(Map.of("a".repeat(65_535), new byte[] {'1'})));
      // In Java, a value that is not a byte array does not compile.
      case "mset_str_value" -> done(() -> store.mset(Collections.singletonMap("k", null)));
      case "mdelete_empty" ->
          () -> {
            store.mdelete(List.of());
            return Arrays.asList(null, sorted(store.yieldKeys()));
          };
      case "mdelete_missing_dup" ->
          () -> {
            store.mdelete(List.of("zz", "zz", "k1"));
            return Arrays.asList(null, sorted(store.yieldKeys()));
          };
      case "mdelete_none" -> done(() -> store.mdelete(Collections.singletonList(null)));
      case "prefix_none", "prefix_empty" -> () -> sorted(store.yieldKeys());
      case "prefix_case" -> () -> sorted(store.yieldKeys("k"));
      case "prefix_like_chars" -> () -> sorted(store.yieldKeys("%"));
      default -> throw new AssertionError("a vector without a test: " + name);
    };
  }

  @Test
  void theStatementsSayWhatThoseOfPythonSay() {
    JsonNode golden = Golden.file("cassandra_cql.json").get("byte_store");
    TestCassandra.createKeyspace(SESSION, "ks", 1);
    SESSION.execute("DROP TABLE IF EXISTS ks.tbl");
    SessionProbe probe = new SessionProbe(SESSION);
    CassandraByteStore ours =
        CassandraByteStore.builder(probe.session()).keyspace("ks").table("tbl").build();

    assertThat(normal(ours.selectStatementAsync().join().getQuery()))
        .isEqualTo(normal(golden.get("select").asText()));
    assertThat(normal(ours.insertStatementAsync().join().getQuery()))
        .isEqualTo(normal(golden.get("insert").asText()));
    assertThat(normal(ours.deleteStatementAsync().join().getQuery()))
        .isEqualTo(normal(golden.get("delete").asText()));
    assertThat(probe.sent())
        .map(statement -> normal(((SimpleStatement) statement).getQuery()))
        .contains(normal(golden.get("create").asText()));
  }

  /**
   * Normalizes CQL: removes white space and the last semicolon, and folds the case of type names.
   */
  private static String normal(String cql) {
    return cql.strip()
        .replaceAll(";$", "")
        .replaceAll("\\s+", " ")
        .replace("TEXT", "text")
        .replace("BLOB", "blob");
  }

  private static Callable<Object> done(Runnable call) {
    return () -> {
      call.run();
      return null;
    };
  }

  private static List<String> sorted(Stream<String> keys) {
    // Python sorts by code points.
    return keys.sorted((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)))
        .toList();
  }

  private static List<String> texts(List<byte[]> values) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value == null ? null : new String(value, UTF_8)));
    return texts;
  }

  private static Object value(JsonNode node) {
    if (node.isNull()) {
      return null;
    }
    if (node.isArray()) {
      List<Object> values = new ArrayList<>();
      node.forEach(element -> values.add(value(element)));
      return values;
    }
    return node.isObject() ? new String(bytes(node), UTF_8) : node.asText();
  }

  private static byte[] bytes(JsonNode node) {
    return Base64.getDecoder().decode(node.get("bytes_b64").asText());
  }
}

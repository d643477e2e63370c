package dev.bytestore.cassandra;

import static dev.bytestore.internal.CacheKey.KEY_DESC;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.testing.Golden;
import dev.bytestore.testing.TestCassandra;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads and writes the entries that Python's cache stores in the table. */
class GoldenAnswersIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final String TABLE = KEYSPACE + ".langchain_llm_cache";

  private final BlockingLlmCache cache =
      CassandraLlmCache.builder(SESSION).keyspace(KEYSPACE).build().blocking();

  @BeforeEach
  void clear() {
    cache.clear();
  }

  static Stream<JsonNode> texts() {
    return Stream.concat(
        Golden.vectors("generations.json", "vectors"),
        Golden.vectors("cache_read.json", "vectors"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void anEntryOfPythonsIsFoundAndWrittenBackAsItWas(JsonNode vector) {
    String text = vector.get("stored_text").textValue();
    SESSION.execute(
        "INSERT INTO %s (key_desc, key_vals, body_blob) VALUES (?, ?, ?)".formatted(TABLE),
        KEY_DESC,
        CacheKey.of("prompt", "llm").keyVals(),
        text);

    List<Generation> found = cache.lookup("prompt", "llm");

    assertThat(found).isEqualTo(GenerationsCodec.decode(text));
    if (found != null) {
      cache.update("again", "llm", found);
      assertThat(cache.lookup("again", "llm")).isEqualTo(found);
      assertThat(stored("again", "llm")).isEqualTo(GenerationsCodec.encode(found));
    }
  }

  static Stream<JsonNode> keys() {
    return Golden.vectors("cache_keys.json", "vectors");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void anAnswerIsKeptUnderPythonsKey(JsonNode vector) {
    String prompt = vector.get("prompt").textValue();
    String llmString = vector.get("llm_string").textValue();
    cache.update(prompt, llmString, List.of(Generation.of("answer")));

    var row = SESSION.execute("SELECT key_desc, key_vals FROM " + TABLE).one();

    assertThat(row.getString(0)).isEqualTo(vector.get("key_desc").textValue());
    assertThat(row.getString(1)).isEqualTo(vector.get("key_vals").textValue());
  }

  private static String stored(String prompt, String llmString) {
    return SESSION
        .execute(
            "SELECT body_blob FROM %s WHERE key_desc = ? AND key_vals = ?".formatted(TABLE),
            KEY_DESC,
            CacheKey.of(prompt, llmString).keyVals())
        .one()
        .getString(0);
  }
}

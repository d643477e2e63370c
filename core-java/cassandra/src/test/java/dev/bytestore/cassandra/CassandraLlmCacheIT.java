package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.SetupMode;
import dev.bytestore.internal.cache.EntryReader;
import dev.bytestore.testing.CountingListener;
import dev.bytestore.testing.LlmCacheContract;
import dev.bytestore.testing.LlmCacheGetOrPutContract;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CassandraLlmCacheIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final String TABLE = KEYSPACE + ".langchain_llm_cache";
  private static final String LLM = "[('_type', 'fake'), ('stop', None)]";
  private static final String FOO_KEY =
      "[\"bac6219c7c54b40a814b106c09fc7ab4\",\"acbd18db4cc2f85cedef654fccc4a4d8\"]";
  private static final List<Generation> FIZZ = List.of(Generation.of("fizz"));

  private static CassandraLlmCache.Builder cache(CqlSession session) {
    return CassandraLlmCache.builder(session).keyspace(KEYSPACE);
  }

  @BeforeEach
  void emptyTable() {
    cache(SESSION).build().blocking().clear();
  }

  @Nested
  class Contract extends LlmCacheContract {
    @Override
    protected LlmCache newCache() {
      return cache(SESSION).build();
    }
  }

  @Nested
  class GetOrPut extends LlmCacheGetOrPutContract {
    @Override
    protected LlmCache newCache() {
      return cache(SESSION).build();
    }
  }

  @Test
  void rowsAreThoseOfPython() {
    cache(SESSION).build().blocking().update("foo", LLM, FIZZ);

    Row row = SESSION.execute("SELECT * FROM " + TABLE).one();

    assertThat(row.getColumnDefinitions()).hasSize(3);
    assertThat(row.getString("key_desc")).isEqualTo("[\"llm_string\",\"prompt\"]");
    assertThat(row.getString("key_vals")).isEqualTo(FOO_KEY);
    assertThat(row.getString("body_blob"))
        .isEqualTo(
            "[\"{\\\"lc\\\": 1, \\\"type\\\": \\\"constructor\\\", \\\"id\\\": [\\\"langchain\\\","
                + " \\\"schema\\\", \\\"output\\\", \\\"Generation\\\"], \\\"kwargs\\\":"
                + " {\\\"text\\\": \\\"fizz\\\", \\\"type\\\": \\\"Generation\\\"}}\"]");
  }

  @Test
  void theStatementsSayWhatThoseOfPythonSay() {
    SessionProbe probe = new SessionProbe(SESSION);
    SESSION.execute("DROP TABLE " + TABLE);
    BlockingLlmCache cache = cache(probe.session()).build().blocking();
    cache.update("foo", LLM, FIZZ);
    cache.update("foo", LLM, FIZZ, Duration.ofHours(1));
    cache.lookup("foo", LLM);
    cache.delete("foo", LLM);
    cache.clear();

    String insert = "INSERT INTO " + TABLE + " (body_blob, key_desc, key_vals) VALUES (?, ?, ?)";
    String where = " WHERE key_desc = ? AND key_vals = ?";
    assertThat(probe.sent().stream().map(CassandraLlmCacheIT::cql))
        .contains(
            "CREATE TABLE IF NOT EXISTS "
                + TABLE
                + " (key_desc text, key_vals text, body_blob text, PRIMARY KEY ((key_desc, key_vals)))",
            insert,
            insert + " USING TTL ?",
            "SELECT body_blob FROM " + TABLE + where,
            "DELETE FROM " + TABLE + where,
            "TRUNCATE TABLE " + TABLE);
  }

  private static String cql(Statement<?> statement) {
    return statement instanceof BoundStatement bound
        ? bound.getPreparedStatement().getQuery()
        : ((SimpleStatement) statement).getQuery();
  }

  @Test
  void theCachesTimeToLiveHoldsUnlessACallHasItsOwn() {
    BlockingLlmCache cache = cache(SESSION).ttl(Duration.ofHours(1)).build().blocking();
    cache.update("foo", LLM, FIZZ);
    assertThat(ttl()).isBetween(3_000, 3_600);

    cache.update("foo", LLM, FIZZ, Duration.ofHours(2));
    assertThat(ttl()).isBetween(6_600, 7_200);

    cache.update("foo", LLM, FIZZ, Duration.ZERO);
    assertThat(ttl()).isZero();
  }

  private static int ttl() {
    return SESSION.execute("SELECT ttl(body_blob) FROM " + TABLE).one().getInt(0);
  }

  @Test
  void aCorruptEntryIsAMissAndIsLoggedOnceWithoutItsContent() {
    Logger logger = (Logger) LoggerFactory.getLogger(EntryReader.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    CountingListener listener = new CountingListener();
    BlockingLlmCache cache = cache(SESSION).listener(listener).build().blocking();
    store("secret, and no JSON");
    try {
      assertThat(cache.lookup("foo", LLM)).isNull();
      assertThat(cache.lookup("foo", LLM)).isNull();
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains(FOO_KEY, "19 characters")
        .doesNotContain("secret");
    assertThat(listener.events()).containsExactly("corrupt entry", "miss", "corrupt entry", "miss");
  }

  @Test
  void aRowWithoutABlobIsAPlainMiss() {
    CountingListener listener = new CountingListener();
    store(null);

    assertThat(cache(SESSION).listener(listener).build().blocking().lookup("foo", LLM)).isNull();
    assertThat(listener.events()).containsExactly("miss");
  }

  @Test
  void theListenerGetsHits() {
    CountingListener listener = new CountingListener();
    BlockingLlmCache cache = cache(SESSION).listener(listener).build().blocking();
    cache.update("foo", LLM, FIZZ);

    assertThat(cache.lookup("foo", LLM)).isEqualTo(FIZZ);
    assertThat(listener.events()).containsExactly("hit");
  }

  @Test
  void anEntryOfManyMegabytesIsReadInBoundedTime() {
    String large = "x".repeat(8 << 20);
    store("[\"" + large + "\"]");
    BlockingLlmCache cache = cache(SESSION).maxEntryBytes(16 << 20).build().blocking();
    assertThat(cache.lookup("foo", LLM)).isNull();

    List<Generation> answer = List.of(Generation.of(large));
    cache.update("foo", LLM, answer);
    assertThat(cache.lookup("foo", LLM)).isEqualTo(answer);
    assertThat(cache(SESSION).build().blocking().lookup("foo", LLM)).isNull();
    assertThat(answer.get(0).text().getBytes(UTF_8)).hasSize(8 << 20);
  }

  private static void store(String blob) {
    SESSION.execute(
        "INSERT INTO %s (key_desc, key_vals, body_blob) VALUES (?, ?, ?)".formatted(TABLE),
        "[\"llm_string\",\"prompt\"]",
        FOO_KEY,
        blob);
  }

  @Test
  void aTableWithOtherColumnsIsRefused() {
    SESSION.execute(
        "CREATE TABLE IF NOT EXISTS %s.other (key_desc text, key_vals text, body_blob blob,"
                .formatted(KEYSPACE)
            + " PRIMARY KEY (key_desc, key_vals))");

    assertThatIllegalStateException()
        .isThrownBy(() -> cache(SESSION).table("other").build())
        .withMessageContainingAll(
            "found (body_blob blob, key_desc text partition_key, key_vals text clustering)",
            "expected (body_blob text, key_desc text partition_key, key_vals text partition_key)");
  }

  @Test
  void withSetupOffNothingIsSentAndWithAsyncSetupOperationsWait() {
    SessionProbe probe = new SessionProbe(SESSION);
    cache(probe.session()).setupMode(SetupMode.OFF).build().blocking().ensureSetup();
    assertThat(probe.sent()).isEmpty();

    LlmCache late = cache(SESSION).table("made_late").setupMode(SetupMode.ASYNC).build();
    late.blocking().update("foo", LLM, FIZZ);
    assertThat(late.blocking().lookup("foo", LLM)).isEqualTo(FIZZ);
  }
}

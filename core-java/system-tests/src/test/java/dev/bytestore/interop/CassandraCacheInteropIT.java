package dev.bytestore.interop;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.LlmCache;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.testing.TestCassandra;
import java.util.Map;

/** Our cache and Python's {@code CassandraCache} share a table of a real Cassandra. */
class CassandraCacheInteropIT extends SharedCacheContract {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final String TABLE = KEYSPACE + ".langchain_llm_cache";

  @Override
  LlmCache javaCache() {
    return CassandraLlmCache.builder(SESSION).keyspace(KEYSPACE).build();
  }

  @Override
  String pythonCache() {
    return PythonPeer.shared().make("CassandraCache", "SYNC", Map.of("keyspace", KEYSPACE));
  }

  @Override
  String stored(String prompt) {
    return SESSION
        .execute(
            "SELECT body_blob FROM %s WHERE key_desc = ? AND key_vals = ?".formatted(TABLE),
            CacheKey.KEY_DESC,
            CacheKey.of(prompt, "llm").keyVals())
        .one()
        .getString(0);
  }

  @Override
  void store(String prompt, String text) {
    SESSION.execute(
        "INSERT INTO %s (key_desc, key_vals, body_blob) VALUES (?, ?, ?)".formatted(TABLE),
        CacheKey.KEY_DESC,
        CacheKey.of(prompt, "llm").keyVals(),
        text);
  }

  @Override
  int entries() {
    return SESSION.execute("SELECT * FROM " + TABLE).all().size();
  }
}

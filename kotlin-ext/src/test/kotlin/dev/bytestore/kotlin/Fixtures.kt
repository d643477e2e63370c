package dev.bytestore.kotlin

import com.datastax.oss.driver.api.core.CqlSession
import dev.bytestore.cassandra.CassandraByteStore
import dev.bytestore.cassandra.CassandraLlmCache
import dev.bytestore.testing.TestCassandra
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.future.await

/** Made when the first test needs it. Tests without a server never do. */
private val sharedKeyspace by lazy { TestCassandra.newKeyspace() }
private val tables = AtomicInteger()

/** Returns the name, with its keyspace, of a table that does not exist yet. */
fun newTableName(): String = "$sharedKeyspace.store_${tables.incrementAndGet()}"

/** Returns an empty store on a table that tests share, because creating a table takes a second. */
suspend fun emptyCassandraStore(
    session: CqlSession = TestCassandra.session(),
    configure: CassandraByteStore.Builder.() -> Unit = {},
): CassandraByteStore {
    val store =
        cassandraByteStore(session) {
            on("$sharedKeyspace.store")
            configure()
        }
    truncate("store")
    return store
}

/** Returns an empty cache on the table that all tests of caches share. */
suspend fun emptyCassandraLlmCache(
    session: CqlSession = TestCassandra.session(),
    configure: CassandraLlmCache.Builder.() -> Unit = {},
): CassandraLlmCache {
    val cache =
        cassandraLlmCache(session) {
            keyspace(sharedKeyspace).table("llm_cache")
            configure()
        }
    truncate("llm_cache")
    return cache
}

/** Does not use the session of a test, which may count or delay requests. */
private suspend fun truncate(table: String) {
    TestCassandra.session().executeAsync("TRUNCATE $sharedKeyspace.$table").await()
}

/** Sets the keyspace and the table from [tableName], a result of [newTableName]. */
fun CassandraByteStore.Builder.on(tableName: String) {
    keyspace(tableName.substringBefore('.'))
    table(tableName.substringAfter('.'))
}

fun numbered(count: Int): Map<String, ByteArray> =
    (0 until count).associate { "key $it" to "value $it".encodeToByteArray() }

fun List<ByteArray?>.texts(): List<String?> = map { it?.decodeToString() }

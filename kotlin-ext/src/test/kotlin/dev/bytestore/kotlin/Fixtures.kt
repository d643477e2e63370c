package dev.bytestore.kotlin

import com.datastax.oss.driver.api.core.CqlSession
import dev.bytestore.cassandra.CassandraByteStore
import dev.bytestore.cassandra.CassandraLlmCache
import dev.bytestore.testing.TestCassandra
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.future.await

/** Made when the first test asks for it; those without a server never do. */
private val sharedKeyspace by lazy { TestCassandra.newKeyspace() }
private val tables = AtomicInteger()

/** The name, with its keyspace, of a table that is not there yet. */
fun newTableName(): String = "$sharedKeyspace.store_${tables.incrementAndGet()}"

/** A store on the one table that most tests use in turn: to make a table takes a second. */
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

/** A cache on the one table that all tests of it use in turn. */
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

/** Past the session of a test, which may count or hold what is sent. */
private suspend fun truncate(table: String) {
    TestCassandra.session().executeAsync("TRUNCATE $sharedKeyspace.$table").await()
}

/** Sets the keyspace and the table of [tableName], as [newTableName] gives it. */
fun CassandraByteStore.Builder.on(tableName: String) {
    keyspace(tableName.substringBefore('.'))
    table(tableName.substringAfter('.'))
}

fun numbered(count: Int): Map<String, ByteArray> =
    (0 until count).associate { "key $it" to "value $it".encodeToByteArray() }

fun List<ByteArray?>.texts(): List<String?> = map { it?.decodeToString() }

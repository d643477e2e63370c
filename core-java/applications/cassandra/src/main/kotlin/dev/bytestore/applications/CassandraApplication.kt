/** Uses a byte store and an LLM cache in Cassandra. */
package dev.bytestore.applications

import dev.bytestore.Generation
import dev.bytestore.cassandra.CassandraConnection
import dev.bytestore.kotlin.cassandraByteStore
import dev.bytestore.kotlin.cassandraConnection
import dev.bytestore.kotlin.cassandraLlmCache
import dev.bytestore.kotlin.getOrPut
import dev.bytestore.kotlin.mget
import dev.bytestore.kotlin.mset
import dev.bytestore.kotlin.ttl
import dev.bytestore.kotlin.yieldKeys
import kotlin.time.Duration.Companion.days
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.slf4j.LoggerFactory

fun main() = runBlocking {
    LoggerFactory.getLogger("application").info("a line of the log")
    cassandraConnection(CassandraConnection.fromEnvironment()).use { connection ->
        val store = cassandraByteStore(connection) { table("pages") }
        store.mset("page/1" to byteArrayOf(1))
        val (first, second) = store.mget("page/1", "page/2")
        println("values: ${first?.size}, ${second?.size}")
        println("keys: ${store.yieldKeys("page/").toList()}")

        val cache = cassandraLlmCache(connection) { ttl(7.days) }
        val answer = cache.getOrPut("How are you?", "model") { listOf(Generation.of("Fine")) }
        println("answer: ${answer.single().text()}")
    }
}

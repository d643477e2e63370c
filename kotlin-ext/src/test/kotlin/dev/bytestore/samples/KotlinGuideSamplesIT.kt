package dev.bytestore.samples

import com.datastax.oss.driver.api.core.CqlSession
import dev.bytestore.Generation
import dev.bytestore.astra.AstraDbConnection
import dev.bytestore.kotlin.astraDbByteStore
import dev.bytestore.kotlin.cassandraByteStore
import dev.bytestore.kotlin.cassandraLlmCache
import dev.bytestore.kotlin.getOrPut
import dev.bytestore.kotlin.lookup
import dev.bytestore.kotlin.mdelete
import dev.bytestore.kotlin.mget
import dev.bytestore.kotlin.mset
import dev.bytestore.kotlin.requestTimeout
import dev.bytestore.kotlin.ttl
import dev.bytestore.kotlin.yieldKeys
import dev.bytestore.testing.TestCassandra
import dev.bytestore.testing.dataapi.DataApiServer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.chunked
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.flow.toSet
import kotlinx.coroutines.future.await
import kotlinx.coroutines.withTimeout

suspend fun main() {
    CqlSession.builder().build().use { session -> // Cassandra at 127.0.0.1:9042
        session.execute(
            "CREATE KEYSPACE IF NOT EXISTS app WITH replication =" +
                " {'class': 'SimpleStrategy', 'replication_factor': 1}"
        )

        val store = cassandraByteStore(session) { keyspace("app").table("docs") }

        store.mset("doc/1" to "Hello".encodeToByteArray(), "doc/2" to "World".encodeToByteArray())
        store.mset(mapOf("doc/3" to byteArrayOf(1, 2, 3)), ttl = 1.hours) // expires

        val (first, ninth) = store.mget("doc/1", "doc/9")
        println(first?.decodeToString()) // Hello
        println(ninth) // null, as there is no doc/9

        store.yieldKeys("doc/").collect { key -> println(key) } // in any order
        store.mdelete("doc/1", "doc/2", "doc/3")
    }
}

private const val DRIVER = "datastax-java-driver.basic."

/** The code of the guide for Kotlin, word for word; `DocumentationTest` holds them together. */
@OptIn(ExperimentalCoroutinesApi::class)
class KotlinGuideSamplesIT :
    FunSpec({
        val session = TestCassandra.session()
        val bytes = byteArrayOf(1)

        beforeTest {
            TestCassandra.createKeyspace(session, "app", 1)
            session.execute("DROP TABLE IF EXISTS app.docs")
        }

        test("the first program runs") {
            val server = TestCassandra.server()
            if (server.credentials().isPresent) return@test
            val node = server.contactPoints().first()
            val properties =
                mapOf(
                    "contact-points.0" to "${node.hostString}:${node.port}",
                    "load-balancing-policy.local-datacenter" to server.localDatacenter(),
                    "request.timeout" to "60 seconds",
                )
            properties.forEach { (name, value) -> System.setProperty(DRIVER + name, value) }
            try {
                main()
            } finally {
                properties.keys.forEach { System.clearProperty(DRIVER + it) }
            }
            session.execute("SELECT * FROM app.docs").all().shouldBeEmpty()
        }

        test("the samples of durations and timeouts do what they say") {
            val keys = listOf("doc/1")

            val store =
                cassandraByteStore(session) {
                    keyspace("app").table("docs").ttl(30.days).requestTimeout(30.seconds)
                }

            store.mset("doc/1" to bytes)
            val values = withTimeout(2.seconds) { store.mget(keys) }
            values shouldBe listOf(bytes)
        }

        test("the samples of listing keys do what they say") {
            session.execute("DROP TABLE IF EXISTS app.copies")
            val store = cassandraByteStore(session) { keyspace("app").table("docs") }
            val copies = cassandraByteStore(session) { keyspace("app").table("copies") }
            val entries = (1..250).associate { "doc/$it" to "text of $it".encodeToByteArray() }
            store.mset(entries + ("other" to bytes))

            val tenKeys = store.yieldKeys("doc/").take(10).toList()
            tenKeys shouldHaveSize 10

            store.yieldKeys("doc/").chunked(100).buffer(2).collect { keys ->
                val found = mutableMapOf<String, ByteArray>()
                keys.zip(store.mget(keys)).forEach { (key, value) ->
                    if (value != null) found[key] = value
                }
                copies.mset(found)
            }
            copies.yieldKeys().toSet() shouldBe entries.keys
            copies.mget(entries.keys) shouldBe entries.values.toList()

            val page = store.yieldKeysAsync("doc/").await()
            val position: String = page.position() // the place after the last key of this page
            val rest = store.yieldKeys("doc/", position).toList()
            (page.keys() + rest) shouldContainExactlyInAnyOrder entries.keys

            store.yieldKeys("doc/").chunked(100).collect { keys -> store.mdelete(keys) }
            store.yieldKeys().toList() shouldBe listOf("other")
        }

        test("the sample of Astra DB does what it says") {
            DataApiServer.builder().keyspace("app").start().use { server ->
                val endpoint = server.endpoint()
                val token = server.token()

                val connection =
                    AstraDbConnection.builder(endpoint).token(token).keyspace("app").build()
                val store = astraDbByteStore(connection) { collection("docs") }

                store.mget(listOf("doc/1")) shouldBe listOf(null)
            }
        }

        test("the sample of the LLM cache does what it says") {
            val prompt = "What is 6 times 7?"
            val llmString = "a model of the guide for Kotlin, temperature 0"
            fun askTheModel(prompt: String) = "answer to $prompt"

            val cache = cassandraLlmCache(session) { keyspace("app").ttl(7.days) }
            val answer: List<Generation> =
                cache.getOrPut(prompt, llmString) { listOf(Generation.of(askTheModel(prompt))) }

            cache.lookup(prompt, llmString) shouldBe answer
        }
    })

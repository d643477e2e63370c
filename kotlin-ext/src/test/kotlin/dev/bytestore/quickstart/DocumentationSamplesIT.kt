package dev.bytestore.quickstart

import dev.bytestore.Generation
import dev.bytestore.astra.AstraDbConnection
import dev.bytestore.kotlin.astraDbByteStore
import dev.bytestore.kotlin.astraDbLlmCache
import dev.bytestore.kotlin.cassandraByteStore
import dev.bytestore.kotlin.cassandraConnection
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
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.chunked
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.flow.toSet
import kotlinx.coroutines.future.await

/** The Kotlin code of the documents, word for word. `DocumentationTest` compares both. */
@OptIn(ExperimentalCoroutinesApi::class)
class DocumentationSamplesIT :
    FunSpec({
        test("the samples do what they say") {
            val session = TestCassandra.session()
            TestCassandra.createKeyspace(session, "app", 1)
            session.execute("DROP TABLE IF EXISTS app.pages")
            val bytes = byteArrayOf(1)
            val more = byteArrayOf(2)
            val shown = mutableListOf<String>()
            fun show(key: String) = shown.add(key)

            val store = cassandraByteStore(session) { keyspace("app").table("pages") }
            store.mset("page/1" to bytes, "page/2" to more)
            val (second, ninth) = store.mget("page/2", "page/9") // ByteArray?
            store.yieldKeys("page/").collect { key -> show(key) }

            second shouldBe more
            ninth.shouldBeNull()
            shown shouldContainExactlyInAnyOrder listOf("page/1", "page/2")

            val page = store.yieldKeysAsync("page/").await()
            val later = store.yieldKeys("page/", page.position()).toList()
            (page.keys() + later) shouldContainExactlyInAnyOrder shown

            store.mset(mapOf("page/3" to bytes), ttl = 1.hours)
            store.mdelete("page/1", "page/3")
            store.mget("page/1", "page/2", "page/3") shouldBe listOf(null, more, null)
        }

        test("the samples of listing keys and of options do what they say") {
            val session = TestCassandra.session()
            TestCassandra.createKeyspace(session, "app", 1)
            session.execute("DROP TABLE IF EXISTS app.pages")
            session.execute("DROP TABLE IF EXISTS app.copies")

            val patient =
                cassandraByteStore(session) {
                    keyspace("app").table("pages").requestTimeout(30.seconds)
                }
            val store = cassandraByteStore(session) { keyspace("app").table("pages") }
            val copies = cassandraByteStore(session) { keyspace("app").table("copies") }
            val entries = (1..250).associate { "page/$it" to "text of $it".encodeToByteArray() }
            patient.mset(entries + ("other" to byteArrayOf(1)))

            val firstTen = store.yieldKeys("page/").take(10).toList()
            val names = store.yieldKeys("page/").map { key -> key.removePrefix("page/") }.toSet()
            firstTen shouldHaveSize 10
            names shouldBe (1..250).map { "$it" }.toSet()

            store.yieldKeys("page/").chunked(100).buffer(2).collect { keys ->
                val found =
                    keys.zip(store.mget(keys)).mapNotNull { (key, value) ->
                        value?.let { key to it }
                    }
                copies.mset(found.toMap())
            }
            copies.yieldKeys().toSet() shouldBe entries.keys
            copies.mget(entries.keys) shouldBe entries.values.toList()

            store.yieldKeys("page/").chunked(100).collect { keys -> store.mdelete(keys) }
            store.yieldKeys().toList() shouldBe listOf("other")
        }

        test("the sample of Astra DB does what it says") {
            DataApiServer.builder().keyspace("app").start().use { server ->
                val connection =
                    AstraDbConnection.builder(server.endpoint())
                        .token(server.token())
                        .keyspace("app")
                        .build()

                val store = astraDbByteStore(connection) { collection("pages") }
                val cache = astraDbLlmCache(connection)

                store.mget(listOf("page/1")) shouldBe listOf(null)
                cache.lookup("prompt", "llm").shouldBeNull()
            }
        }

        test("the sample of the LLM cache does what it says") {
            val session = TestCassandra.session()
            TestCassandra.createKeyspace(session, "app", 1)
            val prompt = "What is 6 times 7?"
            val llmString = "another model of ours, temperature 0"
            fun askTheModel(prompt: String) = "answer to $prompt"

            val cache = cassandraLlmCache(session) { keyspace("app").ttl(7.days) }
            val answer =
                cache.getOrPut(prompt, llmString) { listOf(Generation.of(askTheModel(prompt))) }

            cache.lookup(prompt, llmString) shouldBe answer
        }

        test("the sample of connecting does what it says") {
            val server = TestCassandra.server()
            TestCassandra.createKeyspace(TestCassandra.session(), "app", 1)
            if (server.credentials().isPresent) return@test
            val nodes = server.contactPoints().joinToString { "${it.hostString}:${it.port}" }
            val bytes = byteArrayOf(1)

            val connection = cassandraConnection { contactPoints(nodes).keyspace("app") }
            connection.use {
                val store = cassandraByteStore(connection) { table("docs") }
                store.mset("doc/1" to bytes)
            }

            connection.session().isClosed shouldBe true
        }
    })

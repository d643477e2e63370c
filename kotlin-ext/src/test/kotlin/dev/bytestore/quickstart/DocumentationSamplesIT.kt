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
import dev.bytestore.kotlin.mget
import dev.bytestore.kotlin.mset
import dev.bytestore.kotlin.ttl
import dev.bytestore.testing.TestCassandra
import dev.bytestore.testing.dataapi.DataApiServer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import kotlin.time.Duration.Companion.days

/** The Kotlin code of the documents, word for word. `DocumentationTest` compares both. */
class DocumentationSamplesIT :
    FunSpec({
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

package dev.bytestore.quickstart

import dev.bytestore.Generation
import dev.bytestore.Message
import dev.bytestore.ToolCall
import dev.bytestore.UsageMetadata
import dev.bytestore.kotlin.cassandraLlmCache
import dev.bytestore.kotlin.lookup
import dev.bytestore.kotlin.update
import dev.bytestore.testing.TestCassandra
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe

/** The Kotlin code of the document on generations, word for word. */
class GenerationSamplesIT :
    FunSpec({
        val session = TestCassandra.session()
        val prompt = "Why is the sky blue?"
        val llmString = "a Kotlin model of the document on generations"

        beforeTest { TestCassandra.createKeyspace(session, "app", 1) }

        test("a text is stored and read") {
            val cache = cassandraLlmCache(session) { keyspace("app") }

            val answer = Generation.of("Because of Rayleigh scattering.")
            cache.update(prompt, llmString, listOf(answer))

            val found = cache.lookup(prompt, llmString) // null if there is no entry
            val text = found?.first()?.text()

            text shouldBe "Because of Rayleigh scattering."
        }

        test("a chat message with usage and a tool call is stored and read") {
            val cache = cassandraLlmCache(session) { keyspace("app") }
            val ran = mutableListOf<String>()
            fun runTool(name: String, args: Map<String, Any?>) = ran.add("$name $args")

            val call = ToolCall("weather", mapOf("city" to "Oslo", "days" to 3), "call_1")
            val message =
                Message.ai("")
                    .withToolCalls(listOf(call))
                    .withUsageMetadata(UsageMetadata.of(12, 6))
            cache.update(prompt, llmString, listOf(Generation.chat(message)))

            val found = cache.lookup(prompt, llmString)?.first()?.message()
            found?.toolCalls()?.forEach { wanted -> runTool(wanted.name(), wanted.args()) }
            val tokens = found?.usageMetadata()?.totalTokens() // 18

            tokens shouldBe 18L
            ran shouldContainExactly listOf("weather {city=Oslo, days=3}")
        }
    })

package dev.bytestore.samples

import ai.koog.agents.core.agent.AIAgent
import ai.koog.agents.core.tools.ToolRegistry
import ai.koog.prompt.executor.clients.openai.OpenAIModels
import ai.koog.prompt.executor.model.PromptExecutor
import ai.koog.prompt.streaming.StreamFrame
import dev.bytestore.LlmCache
import dev.bytestore.cassandra.CassandraLlmCache
import dev.bytestore.koog.CachingPromptExecutor
import dev.bytestore.koog.FakeProvider
import dev.bytestore.koog.WeatherTools
import dev.bytestore.koog.isCached
import dev.bytestore.koog.prompt
import dev.bytestore.testing.TestCassandra
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlin.time.Duration.Companion.days
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.withContext

/** The code of the document on koog, word for word. */
class KoogSamplesIT :
    FunSpec({
        val session = TestCassandra.session()
        TestCassandra.createKeyspace(session, "app", 1)
        val provider = FakeProvider()
        val executor = provider.executor()
        val cache: LlmCache = CassandraLlmCache.builder(session).keyspace("app").build()
        beforeTest { provider.requests.clear() }
        afterSpec { provider.close() }

        test("an agent asks the model once") {
            val cache = CassandraLlmCache.builder(session).keyspace("app").build()
            val caching =
                CachingPromptExecutor(executor, cache, modelKey = "openai, v1") { ttl(7.days) }

            val tools = ToolRegistry { tools(WeatherTools()) }
            fun agent() = AIAgent(caching, OpenAIModels.Chat.GPT4o, toolRegistry = tools)

            agent().run("How is the weather in Paris?") // asks the model
            agent().run("How is the weather in Paris?") // gets all answers from the cache

            provider.requests shouldHaveSize 2
        }

        test("a hit is marked") {
            val caching = CachingPromptExecutor(executor, cache, modelKey = "openai, v1")
            val prompt = prompt("Which answers are marked?")
            val hits = mutableListOf<Boolean>()
            fun report(isCached: Boolean) = hits.add(isCached)

            val answer = caching.execute(prompt, OpenAIModels.Chat.GPT4o)
            report(answer.isCached)

            caching.executeStreaming(prompt, OpenAIModels.Chat.GPT4o).collect { frame ->
                when (frame) {
                    is StreamFrame.TextDelta -> print(frame.text)
                    is StreamFrame.End -> report(frame.metaInfo.isCached)
                    else -> {}
                }
            }

            caching.execute(prompt, OpenAIModels.Chat.GPT4o).isCached shouldBe true
            hits shouldContainExactly listOf(false, false)
        }

        test("a view skips the cache, and an entry is deleted") {
            val caching = CachingPromptExecutor(executor, cache, modelKey = "openai, v1")
            val prompt = prompt("Which answers are skipped?")

            val fresh: PromptExecutor = caching.refresh() // asks, and replaces the entry
            val uncached: PromptExecutor = caching.bypass() // asks, and leaves the entry
            caching.delete(prompt, OpenAIModels.Chat.GPT4o) // also deletes the stream's entry

            fresh.execute(prompt, OpenAIModels.Chat.GPT4o).isCached shouldBe false
            uncached.execute(prompt, OpenAIModels.Chat.GPT4o).isCached shouldBe false
            caching.execute(prompt, OpenAIModels.Chat.GPT4o).isCached shouldBe true
        }

        test("each user has answers of their own") {
            val perUser =
                CachingPromptExecutor(executor, cache, modelKey = "openai, v1") {
                    tenant { currentCoroutineContext()[CurrentUser]?.name }
                }
            val prompt = prompt("Who am I?")
            suspend fun isCachedFor(name: String) =
                withContext(CurrentUser(name)) {
                    perUser.execute(prompt, OpenAIModels.Chat.GPT4o).isCached
                }

            isCachedFor("ann") shouldBe false
            isCachedFor("ann") shouldBe true
            isCachedFor("bob") shouldBe false
        }
    })

class CurrentUser(val name: String) : AbstractCoroutineContextElement(CurrentUser) {
    companion object Key : CoroutineContext.Key<CurrentUser>
}

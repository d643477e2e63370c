package dev.bytestore.koog

import ai.koog.agents.core.agent.AIAgent
import ai.koog.agents.core.tools.ToolRegistry
import ai.koog.agents.core.tools.annotations.LLMDescription
import ai.koog.agents.core.tools.annotations.Tool
import ai.koog.agents.core.tools.reflect.ToolSet
import ai.koog.prompt.executor.clients.openai.OpenAIModels
import ai.koog.prompt.executor.model.PromptExecutor
import ai.koog.prompt.executor.ollama.client.OllamaModels
import ai.koog.prompt.llm.LLModel
import ai.koog.prompt.streaming.StreamFrame
import ai.koog.prompt.streaming.toMessageResponse
import dev.bytestore.LlmCache
import io.kotest.core.spec.style.FunSpec
import io.kotest.core.spec.style.scopes.FunSpecRootScope
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.flow.toList

/** A tool of an agent, which counts its calls. */
class WeatherTools : ToolSet {

    val calls: AtomicInteger = AtomicInteger()

    @Tool
    @LLMDescription("The weather of a city")
    fun weather(@LLMDescription("the city") city: String): String {
        calls.incrementAndGet()
        return "sunny in $city"
    }
}

/** Tests of koog's own executors and agents with an empty cache. */
fun FunSpecRootScope.agentTests(emptyCache: suspend () -> LlmCache) {
    suspend fun withProvider(test: suspend (FakeProvider, PromptExecutor, PromptExecutor) -> Unit) {
        FakeProvider().use { provider ->
            provider.executor().use { koog ->
                test(provider, koog, CachingPromptExecutor(koog, emptyCache(), "fake"))
            }
        }
    }

    for (model: LLModel in listOf(OpenAIModels.Chat.GPT4o, OllamaModels.Meta.LLAMA_3_2)) {
        test("an answer of ${model.provider.display} comes from the cache the second time") {
            withProvider { provider, _, caching ->
                val answer = caching.execute(prompt("hi"), model, emptyList())
                val hit = caching.execute(prompt("hi"), model, emptyList())

                provider.requests shouldHaveSize 1
                answer.isCached shouldBe false
                hit.isCached shouldBe true
                hit.parts shouldBe answer.parts
                hit.finishReason shouldBe answer.finishReason
                hit.metaInfo.totalTokensCount shouldBe answer.metaInfo.totalTokensCount
            }
        }
    }

    test("a stream of OpenAI comes from the cache the second time") {
        withProvider { provider, _, caching ->
            val miss = caching.executeStreaming(prompt("hi"), OpenAIModels.Chat.GPT4o).toList()
            val hit = caching.executeStreaming(prompt("hi"), OpenAIModels.Chat.GPT4o).toList()

            provider.requests shouldHaveSize 1
            hit.toMessageResponse().parts shouldBe miss.toMessageResponse().parts
            (hit.last() as StreamFrame.End).metaInfo.isCached shouldBe true
        }
    }

    test("a stream of Ollama is passed on, and not stored, because it has no end") {
        withProvider { provider, koog, caching ->
            val plain = koog.executeStreaming(prompt("hi"), OllamaModels.Meta.LLAMA_3_2).toList()
            repeat(2) {
                val stream = caching.executeStreaming(prompt("hi"), OllamaModels.Meta.LLAMA_3_2)
                stream.toList() shouldBe plain
            }

            plain.map { it::class } shouldBe List(2) { StreamFrame.TextDelta::class }
            provider.requests shouldHaveSize 3
        }
    }

    test("an agent with tools runs a second time without the model") {
        withProvider { provider, _, caching ->
            val weather = WeatherTools()
            suspend fun run(question: String): String =
                AIAgent(
                        caching,
                        OpenAIModels.Chat.GPT4o,
                        toolRegistry = ToolRegistry { tools(weather) },
                        systemPrompt = "Be short.",
                    )
                    .run(question)

            run("How is the weather in Paris?") shouldBe "It is sunny."
            provider.requests shouldHaveSize 2
            run("How is the weather in Paris?") shouldBe "It is sunny."
            provider.requests shouldHaveSize 2
            weather.calls.get() shouldBe 2

            run("And in Rome?") shouldBe "It is sunny."
            provider.requests shouldHaveSize 4
        }
    }

    test("the requests that reach a provider are those that koog sends without a cache") {
        withProvider { provider, koog, caching ->
            for (executor in listOf(koog, caching)) {
                executor.execute(prompt("hi"), OpenAIModels.Chat.GPT4o, emptyList())
                executor.executeStreaming(prompt("hi"), OpenAIModels.Chat.GPT4o).toList()
            }
            val (execute, stream, cachedExecute, cachedStream) = provider.requests

            cachedExecute shouldBe execute
            cachedStream shouldBe stream
        }
    }
}

class AgentSpec : FunSpec({ agentTests { dev.bytestore.InMemoryLlmCache() } })

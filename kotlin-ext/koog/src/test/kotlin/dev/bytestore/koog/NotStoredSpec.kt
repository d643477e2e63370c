package dev.bytestore.koog

import ai.koog.prompt.message.Message
import ai.koog.prompt.message.MessagePart
import ai.koog.prompt.message.ResponseMetaInfo
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.LlmCache
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.io.IOException
import java.lang.reflect.Proxy
import java.util.concurrent.CompletableFuture

/** Requests and answers that are not stored, and failures. */
class NotStoredSpec :
    FunSpec({
        test("if the cache fails, the model answers, and the listener knows") {
            val listener = CountingModelListener()
            val executor = FakePromptExecutor().cachedIn(failingCache()) { listener(listener) }

            executor.ask("hi").textContent() shouldBe "answer 1"
            listener.count("error: down") shouldBe 2
        }

        test("a listener that throws harms no call") {
            val executor =
                FakePromptExecutor().cachedIn(InMemoryLlmCache()) {
                    listener(
                        object : dev.bytestore.CachingModelListener {
                            override fun onMiss() = error("broken")
                        }
                    )
                }

            executor.ask("hi").textContent() shouldBe "answer 1"
        }

        test("a request without a key reaches the model, and the listener knows") {
            class Unreadable(@Suppress("unused") private val code: () -> Unit) :
                ai.koog.prompt.params.LLMParams()
            val listener = CountingModelListener()
            val fake = FakePromptExecutor()
            val executor = fake.cachedIn(InMemoryLlmCache()) { listener(listener) }
            val request = prompt("hi", params = Unreadable {})

            repeat(2) { executor.execute(request, gpt).isCached shouldBe false }
            executor.delete(request, gpt)
            fake.calls shouldBe 2
            listener.count("not cacheable: an object of ") shouldBe 4
        }

        test("a failure of the model reaches the caller, and is not stored") {
            val fake = FakePromptExecutor()
            fake.answering = { if (it == 1) throw IOException("overloaded") else answer("fine") }
            val executor = fake.cachedIn(InMemoryLlmCache())

            shouldThrow<IOException> { executor.ask("hi") }.message shouldBe "overloaded"
            executor.ask("hi").isCached shouldBe false
            executor.ask("hi").isCached shouldBe true
        }

        test("an answer that was cut off or is blank is not stored") {
            val fake = FakePromptExecutor()
            val cut = listOf("length", "content_filter", "MAX_TOKENS", "INCOMPLETE", "refusal")
            val answers = cut.map { answer("half", it) } + answer(" ") + answer("", null)
            for (given in answers) {
                fake.answering = { given }
                val executor = fake.cachedIn(InMemoryLlmCache())
                executor.ask("hi")
                executor.ask("hi").isCached shouldBe false
            }
            for (reason in listOf(null, "stop", "STOP", "tool_calls", "end_turn", "COMPLETED")) {
                fake.answering = { answer("whole", reason) }
                val executor = fake.cachedIn(InMemoryLlmCache())
                executor.ask("hi")
                executor.ask("hi").isCached shouldBe true
            }
        }

        test("a tool call whose arguments were cut off is not stored") {
            val fake = FakePromptExecutor()
            fun call(arguments: String) =
                Message.Assistant(
                    listOf(MessagePart.Tool.Call("1", "weather", arguments)),
                    ResponseMetaInfo.Empty,
                )
            for ((arguments, isStored) in
                listOf("{\"city\":\"Pa" to false, "{\"city\":\"Paris\"}" to true, "" to true)) {
                fake.answering = { call(arguments) }
                val executor = fake.cachedIn(InMemoryLlmCache())
                executor.ask("hi")
                executor.ask("hi").isCached shouldBe isStored
            }
        }

        test("shouldCache decides, and one that throws stores nothing") {
            val listener = CountingModelListener()
            val executor =
                FakePromptExecutor().cachedIn(InMemoryLlmCache()) {
                    listener(listener)
                    shouldCache { request, answer ->
                        if (request.prompt.messages.size > 1) throw IOException("two")
                        answer.textContent() == "answer 2"
                    }
                }

            executor.ask("hi")
            executor.ask("hi").isCached shouldBe false
            executor.ask("hi").isCached shouldBe true
            repeat(2) { executor.ask("hi", "hello").isCached shouldBe false }
            listener.events() shouldContainExactly
                listOf("miss", "miss", "hit", "miss", "error: two", "miss", "error: two")
        }
    })

/** A cache that fails with an exception that is not a [RuntimeException]. */
fun failingCache(): LlmCache =
    Proxy.newProxyInstance(LlmCache::class.java.classLoader, arrayOf(LlmCache::class.java)) {
        proxy,
        method,
        arguments ->
        if (method.isDefault)
            java.lang.reflect.InvocationHandler.invokeDefault(
                proxy,
                method,
                *(arguments ?: emptyArray()),
            )
        else CompletableFuture.failedFuture<Any>(IOException("down"))
    } as LlmCache

@file:OptIn(ExperimentalTime::class)

package dev.bytestore.koog

import ai.koog.prompt.executor.model.ResolvedModel
import ai.koog.prompt.message.Message
import ai.koog.prompt.message.ResponseMetaInfo
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.testing.RecordingLlmCache
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import java.io.IOException
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.ExperimentalTime
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout

class CachingPromptExecutorSpec :
    FunSpec({
        test("an equal request gets the cached answer") {
            val fake = FakePromptExecutor()
            val executor = fake.cachedIn(InMemoryLlmCache())

            executor.ask("hi").textContent() shouldBe "answer 1"
            executor.ask("hi").textContent() shouldBe "answer 1"
            executor.ask("hello").textContent() shouldBe "answer 2"
            fake.calls shouldBe 2
        }

        test("a hit is marked, and costs no tokens") {
            val executor = FakePromptExecutor().cachedIn(InMemoryLlmCache())
            val first = executor.ask("hi")
            val hit = executor.ask("hi")

            first.isCached shouldBe false
            first.metaInfo.inputTokensCount shouldBe 3
            hit.isCached shouldBe true
            hit.finishReason shouldBe "stop"
            hit.metaInfo.inputTokensCount shouldBe 0
            hit.metaInfo.outputTokensCount shouldBe 0
            hit.metaInfo.totalTokensCount shouldBe 5
            hit.metaInfo.metadata.toString() shouldBe
                """{"bytestore":{"cached":true,"saved_input_tokens":3,"saved_output_tokens":2}}"""
            hit.metaInfo.timestamp shouldBeGreaterThan first.metaInfo.timestamp
        }

        test("unknown token counts stay unknown in a hit") {
            val fake = FakePromptExecutor()
            fake.answering = { Message.Assistant("hi", ResponseMetaInfo.Empty) }
            val executor = fake.cachedIn(InMemoryLlmCache())
            executor.ask("hi")

            val hit = executor.ask("hi")

            hit.isCached shouldBe true
            hit.metaInfo.inputTokensCount shouldBe null
            hit.metaInfo.totalTokensCount shouldBe null
        }

        test("the cache of a cache gets the answer as the model gave it") {
            val fake = FakePromptExecutor()
            val far = InMemoryLlmCache()
            fake.cachedIn(far).ask("hi")
            val near = InMemoryLlmCache()

            val hit = fake.cachedIn(far).cachedIn(near).ask("hi")
            val next = FakePromptExecutor().cachedIn(near).ask("hi")

            hit.isCached shouldBe true
            next.textContent() shouldBe "answer 1"
            next.metaInfo.metadata shouldBe hit.metaInfo.metadata
            fake.calls shouldBe 1
        }

        test("bypass neither reads nor writes, and refresh only writes") {
            val fake = FakePromptExecutor()
            val executor = fake.cachedIn(InMemoryLlmCache())
            executor.bypass().ask("hi").textContent() shouldBe "answer 1"
            executor.ask("hi").textContent() shouldBe "answer 2"
            executor.bypass().ask("hi").textContent() shouldBe "answer 3"
            executor.ask("hi").textContent() shouldBe "answer 2"
            executor.refresh().ask("hi").textContent() shouldBe "answer 4"

            executor.ask("hi").textContent() shouldBe "answer 4"
        }

        test("delete deletes one request and fails if the cache does") {
            val fake = FakePromptExecutor()
            val executor = fake.cachedIn(InMemoryLlmCache())
            executor.ask("hi")
            executor.ask("other")
            executor.delete(prompt("hi"), gpt)

            executor.ask("hi").isCached shouldBe false
            executor.ask("other").isCached shouldBe true
            shouldThrow<IOException> { fake.cachedIn(failingCache()).delete(prompt("hi"), gpt) }
        }

        test("the ttl of an entry is the one of the options") {
            val cache = RecordingLlmCache(InMemoryLlmCache())
            FakePromptExecutor().cachedIn(cache) { ttl(1.hours) }.ask("hi")
            FakePromptExecutor().cachedIn(cache).ask("hello")

            cache.calls() shouldContainExactly
                listOf("lookup", "update for PT1H", "lookup", "update")
        }

        test("options that are not valid are refused before anything is sent") {
            val cache = RecordingLlmCache(InMemoryLlmCache())
            val fake = FakePromptExecutor()

            shouldThrow<IllegalArgumentException> { CachingPromptExecutor(fake, cache, " ") }
                .message shouldBe "modelKey: must not be blank"
            shouldThrow<IllegalArgumentException> { fake.cachedIn(cache) { ttl((-1).days) } }
            shouldThrow<IllegalArgumentException> { fake.cachedIn(cache) { ttl(8000.days) } }
            cache.calls().shouldBeEmpty()
        }

        test("answers are shared within a tenant only") {
            val fake = FakePromptExecutor()
            val executor =
                fake.cachedIn(InMemoryLlmCache()) {
                    tenant { currentCoroutineContext()[CoroutineName]?.name }
                }

            withContext(CoroutineName("ann")) { executor.ask("hi") }
            withContext(CoroutineName("ann")) { executor.ask("hi").isCached shouldBe true }
            withContext(CoroutineName("bob")) { executor.ask("hi").isCached shouldBe false }
            repeat(2) { withContext(currentCoroutineContext().minusKey(CoroutineName)) {} }
            fake.calls shouldBe 2
        }

        val withoutTenant =
            mapOf<String, suspend (PromptRequest) -> String?>(
                "returns null" to { null },
                "throws a checked exception" to { throw IOException("no user") },
                "has a timeout" to { withTimeout(1.milliseconds) { awaitCancellation() } },
            )
        for ((name, function) in withoutTenant) {
            test("if the tenant function $name, nothing is looked up or stored") {
                val cache = RecordingLlmCache(InMemoryLlmCache())
                val listener = CountingModelListener()
                val executor =
                    FakePromptExecutor().cachedIn(cache) {
                        tenant(function)
                        listener(listener)
                    }

                executor.ask("hi").textContent() shouldBe "answer 1"
                executor.ask("hi").textContent() shouldBe "answer 2"
                cache.calls().shouldBeEmpty()
                listener.events() shouldHaveSize if (name == "returns null") 0 else 2
            }
        }

        test("a fixed tenant has its own answers, and sees the request that the function gets") {
            val cache = InMemoryLlmCache()
            FakePromptExecutor().cachedIn(cache) { tenant("ann") }.ask("hi")
            val byFunction =
                FakePromptExecutor().cachedIn(cache) {
                    tenant { request ->
                        "ann".takeIf { request.model == gpt && request.prompt.messages.size == 1 }
                    }
                }

            byFunction.ask("hi").isCached shouldBe true
            FakePromptExecutor().cachedIn(cache).ask("hi").isCached shouldBe false
        }

        test("moderation and choices are asked each time, and everything else is passed on") {
            val fake = FakePromptExecutor()
            val executor = fake.cachedIn(InMemoryLlmCache())

            executor.moderate(prompt("hi"), gpt).isHarmful shouldBe true
            executor.moderate(prompt("hi"), ResolvedModel(gpt)).isHarmful shouldBe false
            executor.executeMultipleChoices(prompt("hi"), gpt, emptyList()) shouldHaveSize 3
            executor.executeMultipleChoices(
                prompt("hi"),
                ResolvedModel(gpt),
                emptyList(),
            ) shouldHaveSize 3
            fake.calls shouldBe 8
            executor.models() shouldBe listOf(gpt)
            executor.close()
            fake.isClosed shouldBe true
        }

        test("every member that an executor has is overridden") {
            val own =
                CachingPromptExecutor::class
                    .java
                    .declaredMethods
                    .map { it.name to it.parameterTypes.asList() }
                    .toSet()
            val members =
                ai.koog.prompt.executor.model.PromptExecutorAPI::class
                    .java
                    .methods
                    .filter { !java.lang.reflect.Modifier.isStatic(it.modifiers) }
                    .map { it.name to it.parameterTypes.asList() }

            members.filter { it !in own }.shouldBeEmpty()
        }
    })

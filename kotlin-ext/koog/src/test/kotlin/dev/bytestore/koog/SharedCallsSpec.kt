package dev.bytestore.koog

import ai.koog.prompt.message.Message
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.testing.RecordingLlmCache
import io.kotest.assertions.nondeterministic.eventually
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import java.io.IOException
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import kotlin.coroutines.ContinuationInterceptor
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** Equal requests at the same time. */
class SharedCallsSpec :
    FunSpec({
        fun CoroutineScope.startAsking(
            executor: ai.koog.prompt.executor.model.PromptExecutor
        ): Deferred<Message.Assistant> = async(start = UNDISPATCHED) { executor.ask("hi") }

        test("a hundred callers ask once, and those that only waited get a marked answer") {
            val held = CompletableDeferred<Message.Assistant>()
            val fake = FakePromptExecutor().apply { answering = { held.await() } }
            val executor = fake.cachedIn(InMemoryLlmCache())

            coroutineScope {
                val calls = List(100) { startAsking(executor) }
                held.complete(answer("one"))
                val answers = calls.awaitAll()
                answers.map { it.textContent() }.distinct() shouldBe listOf("one")
                answers.count { !it.isCached } shouldBe 1
            }
            fake.calls shouldBe 1
        }

        test("a caller that is cancelled harms no other, not even the first one") {
            val held = CompletableDeferred<Message.Assistant>()
            val fake = FakePromptExecutor().apply { answering = { held.await() } }
            val executor = fake.cachedIn(InMemoryLlmCache())

            coroutineScope {
                val calls = List(10) { startAsking(executor) }
                calls[0].cancelAndJoin()
                calls[5].cancelAndJoin()
                held.complete(answer("one"))
                (calls - calls[0] - calls[5]).awaitAll().forEach { it.textContent() shouldBe "one" }
            }
            fake.calls shouldBe 1
            executor.ask("hi").isCached shouldBe true
        }

        test("if all callers are cancelled, so is the call of the model") {
            val ended = CompletableDeferred<Unit>()
            val asked = CompletableDeferred<Unit>()
            val fake = FakePromptExecutor()
            fake.answering = {
                try {
                    asked.complete(Unit)
                    awaitCancellation()
                } finally {
                    ended.complete(Unit)
                }
            }
            val cache = RecordingLlmCache(InMemoryLlmCache())
            val executor = fake.cachedIn(cache)

            coroutineScope {
                val calls = List(3) { startAsking(executor) }
                asked.await()
                calls.forEach { it.cancelAndJoin() }
            }
            ended.await()
            cache.calls() shouldContainExactly listOf("lookup")

            fake.answering = { answer("next") }
            executor.ask("hi").textContent() shouldBe "next"
        }

        test("a call without a key is cancelled with its caller") {
            val ended = CompletableDeferred<Unit>()
            val asked = CompletableDeferred<Unit>()
            val fake = FakePromptExecutor()
            fake.answering = {
                try {
                    asked.complete(Unit)
                    awaitCancellation()
                } finally {
                    ended.complete(Unit)
                }
            }
            val executor = fake.cachedIn(InMemoryLlmCache()) { tenant { null } }

            coroutineScope {
                val call = startAsking(executor)
                asked.await()
                call.cancelAndJoin()
            }
            ended.await()
        }

        test("a coroutine that is cancelled already looks nothing up and asks nobody") {
            val cache = RecordingLlmCache(InMemoryLlmCache())
            val fake = FakePromptExecutor()

            coroutineScope {
                launch {
                    coroutineContext.cancel()
                    shouldThrow<CancellationException> { fake.cachedIn(cache).ask("hi") }
                }
            }
            cache.calls().shouldBeEmpty()
            fake.calls shouldBe 0
        }

        test("a failure reaches all that wait, and cancels none of them") {
            for (failure in listOf(IOException("down"), CancellationException("enough"))) {
                val held = CompletableDeferred<Unit>()
                val fake = FakePromptExecutor()
                fake.answering = {
                    held.await()
                    throw failure
                }
                val executor = fake.cachedIn(InMemoryLlmCache())

                coroutineScope {
                    val callers =
                        List(10) {
                            async(start = UNDISPATCHED) {
                                runCatching { executor.ask("hi") }.exceptionOrNull()?.message to
                                    currentCoroutineContext().isActive
                            }
                        }
                    held.complete(Unit)
                    callers.awaitAll().distinct() shouldBe listOf(failure.message to true)
                }
                fake.answering = { answer("next") }
                executor.ask("hi").textContent() shouldBe "next"
            }
        }

        test("a refresh shares with refreshes only") {
            val held = CompletableDeferred<Unit>()
            val fake = FakePromptExecutor()
            fake.answering = {
                held.await()
                answer("answer $it")
            }
            val executor = fake.cachedIn(InMemoryLlmCache())
            val refreshing = executor.refresh()

            coroutineScope {
                val calls = List(5) { startAsking(executor) } + List(5) { startAsking(refreshing) }
                eventually(30.seconds) { fake.calls shouldBe 2 }
                held.complete(Unit)
                calls.awaitAll()
            }
            fake.calls shouldBe 2
        }

        test("the model is called with the first caller's context, but not on its dispatcher") {
            val fake = FakePromptExecutor()
            fake.answering = {
                currentCoroutineContext()[ContinuationInterceptor] shouldBeSameInstanceAs
                    Dispatchers.Default
                answer(currentCoroutineContext()[CoroutineName]!!.name)
            }

            withContext(CoroutineName("first")) {
                fake.cachedIn(InMemoryLlmCache()).ask("hi").textContent() shouldBe "first"
            }
        }

        test("a cache that never answers delays only its callers, and ends with them") {
            val cache = RecordingLlmCache(InMemoryLlmCache())
            val lookup = CompletableFuture<List<dev.bytestore.Generation>?>()
            cache.answerLookups(lookup)
            val fake = FakePromptExecutor()
            val executor = fake.cachedIn(cache)

            coroutineScope {
                val call = startAsking(executor)
                call.cancelAndJoin()
            }
            fake.calls shouldBe 0
        }
    })

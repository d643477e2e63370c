package dev.bytestore.kotlin

import dev.bytestore.Generation
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.LlmCache
import dev.bytestore.testing.CountingListener
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.maps.shouldBeEmpty
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.isActive
import kotlinx.coroutines.withTimeout

private val failure = NotCopied("no luck")

/** What becomes of the coroutines that wait in `getOrPut` when there is no answer for them. */
class GetOrPutFailuresSpec :
    FunSpec({
        afterTest { workUnderWay().shouldBeEmpty() }

        test("a failure reaches all that wait, and the next call asks again") {
            val cache = InMemoryLlmCache()
            val model = HeldModel()

            coroutineScope {
                val waiters =
                    List(10) {
                        async(start = CoroutineStart.UNDISPATCHED) {
                            shouldThrow<NotCopied> { cache.getOrPut("foo", LLM) { model.ask() } }
                        }
                    }
                model.answer.completeExceptionally(failure)
                waiters.awaitAll().forEach { it shouldBeSameInstanceAs failure }
            }

            model.timesAsked shouldBe 1
            cache.lookup("foo", LLM).shouldBeNull()
            cache.getOrPut("foo", LLM) { fizz } shouldBe fizz
        }

        test("a time to live that cannot be kept is refused before the model is asked") {
            val model = HeldModel()

            shouldThrow<IllegalArgumentException> {
                InMemoryLlmCache().getOrPut("foo", LLM, (-1).seconds) { model.ask() }
            }

            model.timesAsked shouldBe 0
        }

        val cancelling =
            mapOf<String, suspend () -> List<Generation>>(
                "throws a cancellation" to { throw CancellationException("enough") },
                "cancels its own coroutine" to
                    {
                        currentCoroutineContext().cancel()
                        awaitCancellation()
                    },
                "has a timeout of its own" to
                    {
                        withTimeout(1.milliseconds) { awaitCancellation() }
                    },
            )
        for ((name, ask) in cancelling) {
            test("an ask that $name fails all that wait and cancels none of them") {
                val cache = InMemoryLlmCache()
                val allWait = CompletableDeferred<Unit>()

                coroutineScope {
                    val waiters =
                        List(10) {
                            async(start = CoroutineStart.UNDISPATCHED) {
                                shouldThrow<CancellationException> {
                                    cache.getOrPut("foo", LLM) {
                                        allWait.await()
                                        ask()
                                    }
                                }
                                currentCoroutineContext().isActive
                            }
                        }
                    allWait.complete(Unit)
                    waiters.awaitAll() shouldContainExactly List(10) { true }
                }

                cache.getOrPut("foo", LLM) { fizz } shouldBe fizz
            }
        }

        test("a cache that cannot look up fails the call, and nobody is asked") {
            val thrown =
                shouldThrow<NotCopied> { outOfOrder.getOrPut("foo", LLM) { error("asked") } }

            thrown shouldBeSameInstanceAs failure
        }

        test("a cache that cannot keep the answer fails the call") {
            val full =
                object : LlmCache by InMemoryLlmCache() {
                    override fun updateAsync(
                        prompt: String,
                        llmString: String,
                        generations: List<Generation>,
                    ) = CompletableFuture.failedFuture<Void>(failure)
                }

            val thrown = shouldThrow<NotCopied> { full.getOrPut("foo", LLM) { fizz } }

            thrown shouldBeSameInstanceAs failure
        }

        test("with a view that fails open the answer is returned though it cannot be kept") {
            val listener = CountingListener()
            val patient = outOfOrder.failOpen(listener)

            patient.getOrPut("foo", LLM) { fizz } shouldBe fizz

            listener.events() shouldContainExactly
                listOf("error: no luck", "miss", "error: no luck")
        }

        test("bad arguments are refused before anybody is asked") {
            val patient = InMemoryLlmCache().failOpen(CountingListener())

            shouldThrow<IllegalArgumentException> {
                patient.getOrPut("\uD800", LLM) { error("asked") }
            }
        }
    })

private val outOfOrder: LlmCache = answering { CompletableFuture.failedFuture<Any>(failure) }

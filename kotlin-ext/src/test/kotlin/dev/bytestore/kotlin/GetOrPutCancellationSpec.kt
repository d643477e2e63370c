package dev.bytestore.kotlin

import dev.bytestore.Generation
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.LlmCache
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.maps.shouldBeEmpty
import io.kotest.matchers.shouldBe
import java.util.concurrent.CancellationException
import java.util.concurrent.Executors
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.suspendCancellableCoroutine

/** Which coroutines a cancelled one leaves unharmed in `getOrPut`, and what ends with the last. */
class GetOrPutCancellationSpec :
    FunSpec({
        afterTest { workUnderWay().shouldBeEmpty() }

        for (cancelled in 0..2) {
            test("waiter $cancelled of three is cancelled and harms no other") {
                val cache = InMemoryLlmCache()
                val model = HeldModel()

                coroutineScope {
                    val waiters = List(3) { startGetOrPut(cache, model::ask) }
                    model.asked.await()
                    waiters[cancelled].cancelAtOnce()
                    model.cancelled.isActive shouldBe true
                    model.answer.complete(fizz)

                    (waiters - waiters[cancelled]).awaitAll() shouldContainExactly
                        listOf(fizz, fizz)
                }

                model.timesAsked shouldBe 1
            }
        }

        test("the first is gone with its thread, and the second gets the answer") {
            val cache = InMemoryLlmCache()
            val model = HeldModel()
            val elsewhere = CoroutineScope(Dispatchers.Default)

            val second =
                Executors.newSingleThreadExecutor().asCoroutineDispatcher().use { dispatcher ->
                    runBlocking(dispatcher) {
                        val first = startGetOrPut(cache, model::ask)
                        model.asked.await()
                        elsewhere.startGetOrPut(cache, model::ask).also { first.cancelAndJoin() }
                    }
                }
            model.answer.complete(fizz)

            second.await() shouldBe fizz
            model.timesAsked shouldBe 1
        }

        test("when all are cancelled the ask is, nothing is kept, and the next call asks again") {
            val cache = RecordingCache()
            val model = HeldModel()

            coroutineScope {
                val waiters = List(3) { startGetOrPut(cache, model::ask) }
                model.asked.await()
                waiters.forEach { it.cancelAtOnce() }
            }

            model.cancelled.await()
            cache.getOrPut("foo", LLM) { fizz } shouldBe fizz
            cache.calls shouldContainExactly listOf("lookup", "lookup", "update")
        }

        test("what runs when an ask is cancelled may ask again") {
            val cache = InMemoryLlmCache()
            val elsewhere = CoroutineScope(Dispatchers.Default)
            val asked = CompletableDeferred<Unit>()
            val askedAgain = CompletableDeferred<Deferred<List<Generation>>>()
            val other = HeldModel()

            val waiter =
                elsewhere.startGetOrPut(cache) {
                    suspendCancellableCoroutine { ask ->
                        ask.invokeOnCancellation {
                            askedAgain.complete(elsewhere.startGetOrPut(cache, other::ask))
                        }
                        asked.complete(Unit)
                    }
                }
            asked.await()
            waiter.cancelAtOnce()
            other.answer.complete(fizz)

            askedAgain.await().await() shouldBe fizz
        }

        test("a coroutine that is cancelled already looks nothing up and asks nobody") {
            val cache = RecordingCache()

            coroutineScope {
                launch {
                    coroutineContext.cancel()
                    shouldThrow<CancellationException> {
                        cache.getOrPut("foo", LLM) { error("asked") }
                    }
                }
            }

            cache.calls.shouldBeEmpty()
        }

        test("some are cancelled while the answer comes, and the others get it") {
            repeat(20) {
                val cache = InMemoryLlmCache()
                val model = HeldModel()

                coroutineScope {
                    val (leaving, staying) =
                        List(20) { startGetOrPut(cache, model::ask) }.chunked(10)
                    val cancelling = leaving.map { launch(Dispatchers.Default) { it.cancel() } }
                    launch(Dispatchers.Default) { model.answer.complete(fizz) }

                    staying.awaitAll() shouldContainExactly List(10) { fizz }
                    cancelling.joinAll()
                }

                model.timesAsked shouldBe 1
            }
        }

        test("one that comes while the last one leaves gets an answer") {
            repeat(20) {
                val cache = InMemoryLlmCache()
                val model = HeldModel()

                coroutineScope {
                    val last = startGetOrPut(cache, model::ask)
                    model.asked.await()
                    val next = async(Dispatchers.Default) { cache.getOrPut("foo", LLM) { fizz } }
                    last.cancelAndJoin()
                    model.answer.complete(fizz)

                    next.await() shouldBe fizz
                }
            }
        }
    })

/** By its return the coroutine waits, together with those that were started before. */
private fun CoroutineScope.startGetOrPut(
    cache: LlmCache,
    ask: suspend () -> List<Generation>,
): Deferred<List<Generation>> =
    async(start = CoroutineStart.UNDISPATCHED) { cache.getOrPut("foo", LLM, ask = ask) }

package dev.bytestore.kotlin

import dev.bytestore.Generation
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.LlmCache
import dev.bytestore.testing.GetOrPutCalls
import dev.bytestore.testing.RecordingLlmCache
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.maps.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import java.util.concurrent.CancellationException
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.Executors
import kotlin.coroutines.ContinuationInterceptor
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineExceptionHandler
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout

/** The behaviour of `getOrPut` in coroutines. `LlmCacheGetOrPutContract` tests the rest. */
class GetOrPutSpec :
    FunSpec({
        afterTest { GetOrPutCalls.underWay().shouldBeEmpty() }

        test("the asker has the context of the first coroutine, but not its dispatcher or job") {
            withContext(CoroutineName("first")) {
                InMemoryLlmCache().getOrPut("foo", LLM) {
                    currentCoroutineContext()[ContinuationInterceptor] shouldBeSameInstanceAs
                        Dispatchers.Default
                    listOf(Generation.of(currentCoroutineContext()[CoroutineName]!!.name))
                }
            } shouldBe listOf(Generation.of("first"))
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

        test("a coroutine that is cancelled already looks nothing up and asks nobody") {
            val cache = RecordingLlmCache(InMemoryLlmCache())

            coroutineScope {
                launch {
                    coroutineContext.cancel()
                    shouldThrow<CancellationException> {
                        cache.getOrPut("foo", LLM) { error("asked") }
                    }
                }
            }

            cache.calls().shouldBeEmpty()
        }

        test(
            "a coroutine that waits ends at once when it is cancelled, though its asker does not"
        ) {
            val cache = InMemoryLlmCache()
            val asked = CompletableDeferred<Unit>()
            val ends = CompletableDeferred<Unit>()
            val uncaught = CopyOnWriteArrayList<Throwable>()
            val scope =
                CoroutineScope(
                    Dispatchers.Default + CoroutineExceptionHandler { _, e -> uncaught += e }
                )

            val waiter =
                scope.startGetOrPut(cache) {
                    try {
                        asked.complete(Unit)
                        awaitCancellation()
                    } finally {
                        ends.complete(Unit)
                        error("the connection was closed")
                    }
                }
            asked.await()
            waiter.cancelAtOnce()
            ends.await()

            cache.getOrPut("foo", LLM) { fizz } shouldBe fizz
            uncaught.shouldBeEmpty()
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
        for ((name, asker) in cancelling) {
            test("an asker that $name fails all that wait and cancels none of them") {
                val cache = InMemoryLlmCache()
                val allWait = CompletableDeferred<Unit>()

                coroutineScope {
                    val waiters =
                        List(10) {
                            async(start = CoroutineStart.UNDISPATCHED) {
                                shouldThrow<CancellationException> {
                                    cache.getOrPut("foo", LLM) {
                                        allWait.await()
                                        asker()
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
    })

/** When this returns, the coroutine waits, together with those that were started before. */
private fun CoroutineScope.startGetOrPut(
    cache: LlmCache,
    asker: suspend () -> List<Generation>,
): Deferred<List<Generation>> =
    async(start = CoroutineStart.UNDISPATCHED) { cache.getOrPut("foo", LLM, asker = asker) }

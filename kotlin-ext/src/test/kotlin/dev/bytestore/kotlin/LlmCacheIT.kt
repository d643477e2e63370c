package dev.bytestore.kotlin

import com.datastax.oss.driver.api.core.cql.BoundStatement
import dev.bytestore.LlmCache
import dev.bytestore.testing.SessionProbe
import dev.bytestore.testing.TestCassandra
import io.kotest.assertions.nondeterministic.eventually
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch

/** Which requests the functions of the LLM cache send to a real Cassandra. */
class LlmCacheIT :
    FunSpec({
        val calls =
            mapOf<String, suspend LlmCache.() -> Unit>(
                "lookup" to { lookup("foo", LLM) },
                "update" to { update("foo", LLM, fizz) },
                "delete" to { delete("foo", LLM) },
            )

        for ((name, call) in calls) {
            test("$name sends nothing once its coroutine is cancelled") {
                val probe = SessionProbe(TestCassandra.session())
                val cache = emptyCassandraLlmCache(probe.session()) { maxRequestsInFlight(1) }
                calls.values.forEach { cache.it() }
                val gate = CompletableFuture<Unit>()
                probe.before { gate }
                val inFlight = startCall { cache.lookup("another", LLM) }
                val sentBefore = probe.sent().size

                startCall { cache.call() }.cancelAtOnce()
                gate.complete(Unit)
                inFlight.join()

                eventually(30.seconds) { probe.inFlight() shouldBe 0 }
                probe.sent() shouldHaveSize sentBefore
            }

            test("$name ends at once when it is cancelled, though the server never answers") {
                val probe = SessionProbe(TestCassandra.session())
                val cache = emptyCassandraLlmCache(probe.session())
                probe.before { CompletableFuture<Unit>() }

                startCall { cache.call() }.cancelAtOnce()
            }
        }

        test("a hundred coroutines that want one answer send one read and one write") {
            val probe = SessionProbe(TestCassandra.session())
            val cache = emptyCassandraLlmCache(probe.session())
            val model = HeldModel()

            coroutineScope {
                val waiters =
                    List(100) {
                        async(start = CoroutineStart.UNDISPATCHED) {
                            cache.getOrPut("foo", LLM) { model.ask() }
                        }
                    }
                model.answer.complete(fizz)
                waiters.awaitAll() shouldContainExactly List(100) { fizz }
            }

            probe.sent().filterIsInstance<BoundStatement>().map {
                it.preparedStatement.query.substringBefore(' ')
            } shouldContainExactly listOf("SELECT", "INSERT")
            cache.lookup("foo", LLM) shouldBe fizz
        }

        test("a coroutine that is cancelled already sets nothing up") {
            val probe = SessionProbe(TestCassandra.session())

            coroutineScope {
                launch {
                    coroutineContext.cancel()
                    shouldThrow<CancellationException> {
                        cassandraLlmCache(probe.session()) { keyspace("anywhere") }
                    }
                }
            }

            probe.sent().shouldBeEmpty()
        }
    })

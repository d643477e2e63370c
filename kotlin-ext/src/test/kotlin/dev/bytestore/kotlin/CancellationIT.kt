package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.testing.SessionProbe
import dev.bytestore.testing.TestCassandra
import io.kotest.assertions.nondeterministic.eventually
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.collections.shouldNotContain
import io.kotest.matchers.ints.shouldBeInRange
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import java.util.concurrent.CompletableFuture
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.withTimeoutOrNull

private const val LIMIT = 10

/** Which requests are sent to a real Cassandra if coroutines are cancelled. */
class CancellationIT :
    FunSpec({
        val entries = numbered(500)
        val calls =
            mapOf<String, suspend ByteStore.() -> Unit>(
                "mget" to { mget(entries.keys) },
                "mset" to { mset(entries) },
                "mdelete" to { mdelete(entries.keys) },
                "yieldKeys" to { yieldKeys().toList() },
            )

        suspend fun preparedStore(probe: SessionProbe): ByteStore {
            val store =
                emptyCassandraStore(probe.session()) {
                    maxRequestsInFlight(LIMIT)
                    keysPerRequest(5)
                    pageSize(5)
                }
            calls.values.forEach { call -> store.call() }
            store.mset(entries)
            return store
        }

        for ((name, call) in calls) {
            test("$name sends nothing more once its coroutine is cancelled") {
                val probe = SessionProbe(TestCassandra.session())
                val store = preparedStore(probe)
                val gate = CompletableFuture<Unit>()
                probe.before { gate }
                val before = probe.sent().size
                val caller = startCall { store.call() }
                val sentBeforeCancelling = probe.sent().size
                (sentBeforeCancelling - before) shouldBeInRange 1..LIMIT

                caller.cancelAtOnce()
                gate.complete(Unit)

                eventually(30.seconds) { probe.inFlight() shouldBe 0 }
                probe.sent() shouldHaveSize sentBeforeCancelling
            }

            test("$name ends at once when it is cancelled, though the server never answers") {
                val probe = SessionProbe(TestCassandra.session())
                val store = preparedStore(probe)
                probe.before { CompletableFuture<Unit>() }

                startCall { store.call() }.cancelAtOnce()

                withTimeoutOrNull(1.milliseconds) { store.call() }.shouldBeNull()
            }
        }

        test("the other coroutines on the same store are unharmed") {
            val probe = SessionProbe(TestCassandra.session())
            val store = preparedStore(probe)
            val gate = CompletableFuture<Unit>()
            probe.before { gate }

            coroutineScope {
                val readers =
                    List(20) {
                        async(start = CoroutineStart.UNDISPATCHED) { store.mget(entries.keys) }
                    }
                readers
                    .filterIndexed { number, _ -> number % 2 == 0 }
                    .forEach { it.cancelAndJoin() }
                gate.complete(Unit)

                readers
                    .filterIndexed { number, _ -> number % 2 == 1 }
                    .awaitAll()
                    .forEach { values ->
                        values shouldHaveSize entries.size
                        values shouldNotContain null
                    }
            }
        }
    })

package dev.bytestore.kotlin

import dev.bytestore.testing.SessionProbe
import dev.bytestore.testing.TestCassandra
import io.kotest.assertions.nondeterministic.eventually
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import java.util.concurrent.CompletableFuture
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList

/** The requests that the flow of keys sends to a real Cassandra. */
class KeyFlowIT :
    FunSpec({
        include(keyFlowContract { emptyCassandraStore { pageSize(100) } })

        // A hundred pages, many more than the store reads ahead.
        suspend fun largeStore(probe: SessionProbe) =
            emptyCassandraStore(probe.session()) { pageSize(10) }.apply { mset(numbered(1_000)) }

        test("a flow sends nothing until it is collected") {
            val probe = SessionProbe(TestCassandra.session())
            val store = largeStore(probe)
            val before = probe.sent().size

            val keys = store.yieldKeys()
            probe.sent() shouldHaveSize before
            keys.toList()

            probe.sent().size shouldBeGreaterThan before + 100
        }

        test("a collector that has taken enough lets the listing end") {
            val probe = SessionProbe(TestCassandra.session())
            val store = largeStore(probe)
            val before = probe.sent().size

            store.yieldKeys().take(5).toList() shouldHaveSize 5

            eventually(30.seconds) { probe.inFlight() shouldBe 0 }
            probe.sent().size - before shouldBeLessThan 50
        }

        test("a collector that is slow holds the listing back") {
            val probe = SessionProbe(TestCassandra.session())
            val store = largeStore(probe)
            val before = probe.sent().size
            var taken = 0
            var sentAtRest = 0

            store.yieldKeys().collect {
                if (++taken == 5) {
                    // If nothing is in flight, only this collector can cause further requests.
                    eventually(30.seconds) { probe.inFlight() shouldBe 0 }
                    sentAtRest = probe.sent().size - before
                }
            }

            taken shouldBe 1_000
            sentAtRest shouldBeLessThan 50
            probe.sent().size - before shouldBeGreaterThan 100
        }

        test("a collector that is cancelled sends nothing more") {
            val probe = SessionProbe(TestCassandra.session())
            val store = largeStore(probe)
            store.yieldKeys().toList()
            val gate = CompletableFuture<Unit>()
            probe.before { gate }
            val before = probe.sent().size

            val collector = startCall { store.yieldKeys().collect {} }
            val sentBeforeCancelling = probe.sent().size
            sentBeforeCancelling shouldBeGreaterThan before
            collector.cancelAtOnce()
            gate.complete(Unit)

            eventually(30.seconds) { probe.inFlight() shouldBe 0 }
            probe.sent() shouldHaveSize sentBeforeCancelling
        }
    })

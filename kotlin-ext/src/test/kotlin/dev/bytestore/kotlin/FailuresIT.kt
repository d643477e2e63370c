package dev.bytestore.kotlin

import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException
import dev.bytestore.PartialWriteException
import dev.bytestore.testing.SessionProbe
import dev.bytestore.testing.TestCassandra
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.throwables.shouldThrowExactly
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.types.shouldBeSameInstanceAs
import java.util.concurrent.CompletableFuture
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.flow.toList

/** Failures of a real Cassandra as a coroutine gets them. */
class FailuresIT :
    FunSpec({
        test("a write that fails in part tells which keys were written") {
            val probe = SessionProbe(TestCassandra.session())
            val store =
                emptyCassandraStore(probe.session()) { maxRequestsInFlight(1).keysPerRequest(1) }
            val failure = NotCopied("the fourth fails")
            val writes = AtomicInteger()
            probe.before { failAt(4, writes.incrementAndGet(), failure) }

            val thrown = shouldThrowExactly<PartialWriteException> { store.mset(numbered(6)) }

            thrown.writtenKeys().toList() shouldContainExactly listOf("key 0", "key 1", "key 2")
            thrown.unconfirmedKeys().toList() shouldContainExactly listOf("key 3", "key 4", "key 5")
            thrown.cause shouldBeSameInstanceAs failure
            store.yieldKeys().toList() shouldContainExactlyInAnyOrder thrown.writtenKeys()
        }

        test("the server's refusal is the driver's exception itself") {
            val table = newTableName()
            val store = cassandraByteStore(TestCassandra.session()) { on(table) }
            TestCassandra.session().execute("DROP TABLE $table")

            shouldThrowExactly<InvalidQueryException> { store.mget(listOf("key")) }
            shouldThrowExactly<InvalidQueryException> { store.mset(numbered(3)) }
            shouldThrowExactly<InvalidQueryException> { store.mdelete(listOf("key")) }
            shouldThrowExactly<InvalidQueryException> { store.yieldKeys().toList() }
        }

        test("a flow that has failed can be collected again") {
            val probe = SessionProbe(TestCassandra.session())
            val store = emptyCassandraStore(probe.session()) { pageSize(10) }
            store.mset(numbered(100))
            val keys = store.yieldKeys()
            probe.before { CompletableFuture.failedFuture<Unit>(NotCopied("no luck")) }
            shouldThrow<NotCopied> { keys.toList() }

            probe.before { CompletableFuture.completedFuture(Unit) }

            keys.toList() shouldContainExactlyInAnyOrder numbered(100).keys
        }
    })

private fun failAt(failing: Int, number: Int, failure: Exception): CompletableFuture<Unit> =
    if (number == failing) CompletableFuture.failedFuture(failure)
    else CompletableFuture.completedFuture(Unit)

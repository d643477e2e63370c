package dev.bytestore.kotlin

import com.datastax.oss.driver.api.core.CqlSession
import com.datastax.oss.driver.api.core.cql.SimpleStatement
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException
import dev.bytestore.SetupMode
import dev.bytestore.testing.SessionProbe
import dev.bytestore.testing.TestCassandra
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.throwables.shouldThrowExactly
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.ints.shouldBeInRange
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.util.concurrent.CancellationException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch

/** The functions that make stores on a real Cassandra. */
class BuilderIT :
    FunSpec({
        test("the store is ready: its table is there and no request waits for a setup") {
            val probe = SessionProbe(TestCassandra.session())

            val store = cassandraByteStore(probe.session()) { on(newTableName()) }
            val sentBySetup = probe.sent().size
            store.mget(listOf("key")).texts() shouldContainExactly listOf(null)

            probe.creations() shouldHaveSize 1
            probe.sent() shouldHaveSize sentBySetup + 1
        }

        test("the setup runs once, however many coroutines ask for it") {
            val probe = SessionProbe(TestCassandra.session())
            val store = cassandraByteStore(probe.session()) { on(newTableName()) }

            coroutineScope { repeat(50) { launch { store.ensureSetup() } } }

            probe.creations() shouldHaveSize 1
        }

        test("a table that is there is not made again") {
            val probe = SessionProbe(TestCassandra.session())
            val table = newTableName()
            cassandraByteStore(TestCassandra.session()) { on(table) }.mset("key" to byteArrayOf(7))

            val store = cassandraByteStore(probe.session()) { on(table) }

            store.mget(listOf("key")).single() shouldBe byteArrayOf(7)
            probe.creations().shouldBeEmpty()
        }

        test("a table of another layout is refused") {
            val table = newTableName()
            TestCassandra.session().execute("CREATE TABLE $table (id uuid PRIMARY KEY, name text)")

            shouldThrowExactly<IllegalStateException> {
                    cassandraByteStore(TestCassandra.session()) { on(table) }
                }
                .message shouldContain "exists with other columns"
        }

        test("the server's refusal to make the table is the driver's exception itself") {
            shouldThrowExactly<InvalidQueryException> {
                cassandraByteStore(TestCassandra.session()) { on("no_such_keyspace.store") }
            }
        }

        test("a store without a table is refused before anything is sent") {
            val probe = SessionProbe(TestCassandra.session())

            shouldThrowExactly<IllegalStateException> {
                    cassandraByteStore(probe.session()) { keyspace("anywhere") }
                }
                .message shouldContain "no table"

            probe.sent().shouldBeEmpty()
        }

        test("a store without setup sends nothing before it is used") {
            val probe = SessionProbe(TestCassandra.session())

            cassandraByteStore(probe.session()) {
                    on(newTableName())
                    setupMode(SetupMode.OFF)
                }
                .ensureSetup()

            probe.sent().shouldBeEmpty()
        }

        test("a coroutine that is cancelled already sets nothing up") {
            val probe = SessionProbe(TestCassandra.session())

            coroutineScope {
                launch {
                    cancel()
                    shouldThrow<CancellationException> {
                        cassandraByteStore(probe.session()) { on(newTableName()) }
                    }
                }
            }

            probe.sent().shouldBeEmpty()
        }

        test("entries live as long as the store says, or as their write says") {
            val table = newTableName()
            val session = TestCassandra.session()
            val store =
                cassandraByteStore(session) {
                    on(table)
                    ttl(1.hours)
                }

            store.mset("by store" to byteArrayOf(1))
            store.mset(mapOf("by store too" to byteArrayOf(1)))
            store.mset(mapOf("by write" to byteArrayOf(1)), 2.hours)
            store.mset(mapOf("for ever" to byteArrayOf(1)), ttl = Duration.ZERO)

            session.timeToLive(table, "by store") shouldBeInRange 3_000..3_600
            session.timeToLive(table, "by store too") shouldBeInRange 3_000..3_600
            session.timeToLive(table, "by write") shouldBeInRange 6_600..7_200
            session.timeToLive(table, "for ever") shouldBe 0
        }
    })

private fun SessionProbe.creations(): List<SimpleStatement> =
    sent().filterIsInstance<SimpleStatement>().filter { it.query.startsWith("CREATE") }

/** The time-to-live in seconds, 0 if there is none. */
private fun CqlSession.timeToLive(table: String, key: String): Int =
    execute("SELECT ttl(body_blob) FROM $table WHERE row_id = ?", key).one()!!.getInt(0)

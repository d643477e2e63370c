package dev.bytestore.kotlin

import com.datastax.oss.driver.api.core.metadata.schema.SchemaChangeListenerBase
import com.datastax.oss.driver.api.core.session.Session
import dev.bytestore.cassandra.CassandraConnection
import dev.bytestore.testing.TestCassandra
import io.kotest.assertions.nondeterministic.eventually
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.util.concurrent.CancellationException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicReference
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch

/** Connecting from Kotlin to the server that all tests share. */
class ConnectionIT :
    FunSpec({
        fun CassandraConnection.Builder.toServer() {
            val server = TestCassandra.server()
            contactPoints(server.contactPoints().map { "${it.hostString}:${it.port}" })
            server.credentials().ifPresent { credentials(it.username(), it.password()) }
        }

        afterTest { CassandraConnection.setDefault(null) }

        test("a connection is made, used and closed") {
            val connection = cassandraConnection { toServer() }

            connection.use {
                it.session().execute("SELECT key FROM system.local").one().shouldNotBeNull()
            }

            connection.session().isClosed shouldBe true
        }

        test("a builder that has all already is connected as it is") {
            cassandraConnection(CassandraConnection.builder().apply { toServer() }).use {
                it.keyspace() shouldBe null
            }
        }

        test("a store and a cache find the default connection, or take the one they are given") {
            val keyspace = TestCassandra.newKeyspace()
            val connection = cassandraConnection {
                session(TestCassandra.session())
                keyspace(keyspace)
            }
            val store = cassandraByteStore(connection) { table("store") }
            store.mset("key" to byteArrayOf(7))
            cassandraLlmCache(connection).lookup("foo", "llm") shouldBe null

            CassandraConnection.setDefault(connection)

            cassandraByteStore { table("store") }.mget(listOf("key")).single() shouldBe
                byteArrayOf(7)
            cassandraLlmCache().lookup("foo", "llm") shouldBe null
        }

        test("without a default connection the error says how to set one") {
            shouldThrow<IllegalStateException> { cassandraByteStore { table("store") } }
                .message shouldContain "CassandraConnection.setDefault("
        }

        test("a coroutine that is cancelled while it connects leaves no session open") {
            val gate = CountDownLatch(1)
            val made = AtomicReference<Session>()
            coroutineScope {
                val connecting =
                    async(start = CoroutineStart.UNDISPATCHED) {
                        cassandraConnection {
                            toServer()
                            sessionCustomizer {
                                gate.await()
                                it.withSchemaChangeListener(
                                    object : SchemaChangeListenerBase() {
                                        override fun onSessionReady(session: Session) =
                                            made.set(session)
                                    }
                                )
                            }
                        }
                    }
                connecting.cancelAndJoin()
                gate.countDown()
            }

            eventually(60.seconds) { made.get().shouldNotBeNull().isClosed shouldBe true }
        }

        test("a coroutine that is cancelled already does not connect") {
            coroutineScope {
                launch {
                    coroutineContext.cancel()
                    shouldThrow<CancellationException> {
                        cassandraConnection { error("not to be asked") }
                    }
                }
            }
        }
    })

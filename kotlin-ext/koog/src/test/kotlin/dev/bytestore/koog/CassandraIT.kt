package dev.bytestore.koog

import ai.koog.prompt.message.Message
import dev.bytestore.LlmCache
import dev.bytestore.cassandra.CassandraLlmCache
import dev.bytestore.testing.SessionProbe
import dev.bytestore.testing.TestCassandra
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import kotlin.time.Duration.Companion.hours
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.future.await

private val keyspace by lazy { TestCassandra.newKeyspace() }

private fun cache(session: com.datastax.oss.driver.api.core.CqlSession): LlmCache =
    CassandraLlmCache.builder(session).keyspace(keyspace).table("llm_cache").build()

private suspend fun emptyCache(): LlmCache =
    cache(TestCassandra.session()).also { it.clearAsync().await() }

/** With a real Cassandra. */
class CassandraIT :
    FunSpec({
        agentTests { emptyCache() }

        test("another process finds the answer, until its time to live is over") {
            emptyCache()
            FakePromptExecutor().cachedIn(cache(TestCassandra.session())) { ttl(1.hours) }.ask("hi")
            val another = FakePromptExecutor()

            another.cachedIn(cache(TestCassandra.session())).ask("hi").textContent() shouldBe
                "answer 1"
            another.calls shouldBe 0
            val row =
                TestCassandra.session()
                    .execute("SELECT TTL(body_blob) FROM $keyspace.llm_cache")
                    .all()
                    .single()
            (row.getInt(0) in 3_500..3_600) shouldBe true
        }

        test("a hundred coroutines send one read and one write") {
            emptyCache()
            val probe = SessionProbe(TestCassandra.session())
            val cache = cache(probe.session())
            cache.ensureSetupAsync().await()
            val before = probe.sent().size
            val held = CompletableDeferred<Message.Assistant>()
            val fake = FakePromptExecutor().apply { answering = { held.await() } }
            val executor = fake.cachedIn(cache)

            coroutineScope {
                val calls =
                    List(100) { async(start = CoroutineStart.UNDISPATCHED) { executor.ask("hi") } }
                held.complete(answer("one"))
                calls.awaitAll().forEach { it.textContent() shouldBe "one" }
            }

            probe.sent() shouldHaveSize before + 2
        }
    })

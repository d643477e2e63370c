package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.Generation
import dev.bytestore.LlmCache
import dev.bytestore.astra.AstraDbConnection
import dev.bytestore.astra.DataApiException
import dev.bytestore.testing.ByteStoreArgumentsContract
import dev.bytestore.testing.ByteStoreConcurrencyContract
import dev.bytestore.testing.ByteStoreContract
import dev.bytestore.testing.ByteStoreExpiryContract
import dev.bytestore.testing.LlmCacheContract
import dev.bytestore.testing.LlmCacheGetOrPutContract
import dev.bytestore.testing.dataapi.DataApiServer
import dev.bytestore.testing.dataapi.Fault
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Nested
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance

private const val LONGEST_KEY = 8_000

/** Runs the contract suites through the Kotlin functions against the Data API, and its builders. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KotlinAstraTest {

    private val server: DataApiServer = DataApiServer.start()
    private val connection: AstraDbConnection =
        AstraDbConnection.builder(server.endpoint())
            .keyspace(server.keyspace())
            .token(server.token())
            .build()

    @AfterAll fun close() = server.close()

    private fun emptyCache(): LlmCache = runBlocking {
        astraDbLlmCache(connection) {
            collection("cache").unindexed(true).preDeleteCollection(true)
        }
    }

    private fun emptyStore(): ByteStore = runBlocking {
        KotlinView(astraDbByteStore(connection) { collection("kv").preDeleteCollection(true) })
    }

    @Nested
    inner class Contract : ByteStoreContract() {
        override fun newStore(): ByteStore = emptyStore()

        override fun longestKey(): Int = LONGEST_KEY
    }

    @Nested
    inner class Concurrency : ByteStoreConcurrencyContract() {
        override fun newStore(): ByteStore = emptyStore()
    }

    @Nested
    inner class Arguments : ByteStoreArgumentsContract() {
        override fun newStore(): ByteStore = emptyStore()

        override fun longestKey(): Int = LONGEST_KEY
    }

    @Nested
    inner class Expiry : ByteStoreExpiryContract() {
        override fun newStore(): ByteStore = emptyStore()

        override fun letsEntriesExpire(): Boolean = false
    }

    @Nested
    inner class Llm : LlmCacheContract() {
        override fun newCache(): LlmCache = KotlinLlmView(emptyCache())

        override fun letsEntriesExpire(): Boolean = false
    }

    @Nested
    inner class GetOrPut : LlmCacheGetOrPutContract() {
        override fun newCache(): LlmCache = emptyCache()

        override fun viewOf(cache: LlmCache): LlmCache = KotlinLlmView(cache)

        override fun letsEntriesExpire(): Boolean = false
    }

    @Test
    fun `a flow goes through all pages of the server`(): Unit = runBlocking {
        val store = astraDbByteStore(connection) { collection("flow") }
        val keys = (1..234).map { "key $it" }
        store.mset(keys.associateWith { byteArrayOf(1) })

        store.yieldKeys().toList() shouldContainExactlyInAnyOrder keys
        store.yieldKeys("key 23").toList() shouldContainExactlyInAnyOrder
            listOf("key 23", "key 230", "key 231", "key 232", "key 233", "key 234")
    }

    @Test
    fun `a cache needs no option`(): Unit = runBlocking {
        val cache = astraDbLlmCache(connection)

        cache.getOrPut("foo", "llm") { listOf(Generation.of("fizz")) }

        cache.lookup("foo", "llm") shouldBe listOf(Generation.of("fizz"))
        server.collections().contains("langchain_astradb_cache") shouldBe true
    }

    @Test
    fun `a refusal of the server comes as itself`(): Unit = runBlocking {
        server.fail(Fault.error("TOO_MANY_COLLECTIONS", "REQUEST", "SCHEMA", "Too many", ""))

        val failure =
            shouldThrow<DataApiException> { astraDbByteStore(connection) { collection("new") } }

        failure.errorCodes() shouldContainExactly listOf("TOO_MANY_COLLECTIONS")
    }
}

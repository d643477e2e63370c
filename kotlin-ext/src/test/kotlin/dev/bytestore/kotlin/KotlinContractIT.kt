package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.LlmCache
import dev.bytestore.testing.ByteStoreArgumentsContract
import dev.bytestore.testing.ByteStoreConcurrencyContract
import dev.bytestore.testing.ByteStoreContract
import dev.bytestore.testing.ByteStoreExpiryContract
import dev.bytestore.testing.LlmCacheContract
import dev.bytestore.testing.LlmCacheGetOrPutContract
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Nested

/** Runs the contract suites through the Kotlin functions against a real Cassandra. */
class KotlinContractIT {

    private fun emptyView(): ByteStore = KotlinView(runBlocking { emptyCassandraStore() })

    @Nested
    inner class Contract : ByteStoreContract() {
        override fun newStore(): ByteStore = emptyView()
    }

    @Nested
    inner class Concurrency : ByteStoreConcurrencyContract() {
        override fun newStore(): ByteStore = emptyView()
    }

    @Nested
    inner class Arguments : ByteStoreArgumentsContract() {
        override fun newStore(): ByteStore = emptyView()
    }

    @Nested
    inner class Expiry : ByteStoreExpiryContract() {
        override fun newStore(): ByteStore = emptyView()
    }

    @Nested
    inner class Documents : ByteStoreContract() {
        override fun newStore(): ByteStore =
            KotlinDocumentsView(runBlocking { emptyCassandraStore() })
    }

    @Nested
    inner class Llm : LlmCacheContract() {
        override fun newCache(): LlmCache = KotlinLlmView(runBlocking { emptyCassandraLlmCache() })
    }

    @Nested
    inner class GetOrPut : LlmCacheGetOrPutContract() {
        override fun newCache(): LlmCache = runBlocking { emptyCassandraLlmCache() }

        override fun viewOf(cache: LlmCache): LlmCache = KotlinLlmView(cache)
    }
}

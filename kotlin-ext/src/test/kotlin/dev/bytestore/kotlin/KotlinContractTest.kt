package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.InMemoryByteStore
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.LlmCache
import dev.bytestore.testing.ByteStoreArgumentsContract
import dev.bytestore.testing.ByteStoreConcurrencyContract
import dev.bytestore.testing.ByteStoreContract
import dev.bytestore.testing.ByteStoreExpiryContract
import dev.bytestore.testing.ByteStoreWalkContract
import dev.bytestore.testing.LlmCacheContract
import dev.bytestore.testing.LlmCacheGetOrPutContract
import org.junit.jupiter.api.Nested

/**
 * Runs the contract suites through the Kotlin functions against the in-memory stores. The suite
 * about listing needs pages, which a flow does not have, so [keyFlowContract] replaces it.
 */
class KotlinContractTest {

    @Nested
    inner class Contract : ByteStoreContract() {
        override fun newStore(): ByteStore = KotlinView(InMemoryByteStore())
    }

    @Nested
    inner class Concurrency : ByteStoreConcurrencyContract() {
        override fun newStore(): ByteStore = KotlinView(InMemoryByteStore())
    }

    @Nested
    inner class Walk : ByteStoreWalkContract() {
        override fun newStore(): ByteStore = KotlinView(InMemoryByteStore())
    }

    @Nested
    inner class Arguments : ByteStoreArgumentsContract() {
        override fun newStore(): ByteStore = KotlinView(InMemoryByteStore())
    }

    @Nested
    inner class Expiry : ByteStoreExpiryContract() {
        override fun newStore(): ByteStore = KotlinView(InMemoryByteStore())
    }

    @Nested
    inner class Documents : ByteStoreContract() {
        override fun newStore(): ByteStore = KotlinDocumentsView(InMemoryByteStore())
    }

    @Nested
    inner class ConcurrentDocuments : ByteStoreConcurrencyContract() {
        override fun newStore(): ByteStore = KotlinDocumentsView(InMemoryByteStore())
    }

    @Nested
    inner class DocumentWalk : ByteStoreWalkContract() {
        override fun newStore(): ByteStore = KotlinDocumentsView(InMemoryByteStore())
    }

    @Nested
    inner class DocumentArguments : ByteStoreArgumentsContract() {
        override fun newStore(): ByteStore = KotlinDocumentsView(InMemoryByteStore())
    }

    @Nested
    inner class ExpiringDocuments : ByteStoreExpiryContract() {
        override fun newStore(): ByteStore = KotlinDocumentsView(InMemoryByteStore())
    }

    @Nested
    inner class Llm : LlmCacheContract() {
        override fun newCache(): LlmCache = KotlinLlmView(InMemoryLlmCache())
    }

    @Nested
    inner class GetOrPut : LlmCacheGetOrPutContract() {
        override fun newCache(): LlmCache = InMemoryLlmCache()

        override fun limitsEntries(): Boolean = false

        override fun viewOf(cache: LlmCache): LlmCache = KotlinLlmView(cache)
    }
}

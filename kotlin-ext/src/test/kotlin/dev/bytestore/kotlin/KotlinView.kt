package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.KeyPage
import java.time.Duration
import java.util.concurrent.CompletableFuture
import kotlin.time.toKotlinDuration
import kotlinx.coroutines.flow.toList

/**
 * A [ByteStore] that reaches [store] through the Kotlin functions only, for the contract suites.
 */
class KotlinView(private val store: ByteStore) : FutureView(), ByteStore {

    override fun mgetAsync(keys: Collection<String>): CompletableFuture<List<ByteArray?>> = call {
        store.mget(keys)
    }

    override fun msetAsync(entries: Map<String, ByteArray>): CompletableFuture<Void> = callVoid {
        store.mset(entries)
    }

    override fun msetAsync(
        entries: Map<String, ByteArray>,
        ttl: Duration,
    ): CompletableFuture<Void> = callVoid { store.mset(entries, ttl.toKotlinDuration()) }

    override fun mdeleteAsync(keys: Collection<String>): CompletableFuture<Void> = callVoid {
        store.mdelete(keys)
    }

    override fun yieldKeysAsync(prefix: String, position: String?): CompletableFuture<KeyPage> =
        call {
            WholeListing(store.yieldKeys(prefix, position).toList())
        }

    override fun ensureSetupAsync(): CompletableFuture<Void> = callVoid { store.ensureSetup() }

    /** All keys that a flow gave. A flow has no pages and no positions, and none are made up. */
    private class WholeListing(private val keys: List<String>) : KeyPage {

        override fun keys(): List<String> = keys

        override fun hasNextPage(): Boolean = false

        override fun nextPageAsync(): CompletableFuture<KeyPage> =
            throw IllegalStateException("a flow ends with its last key")

        override fun position(): String =
            throw UnsupportedOperationException("a flow has no positions")
    }
}

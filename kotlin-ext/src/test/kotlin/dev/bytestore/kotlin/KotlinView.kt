package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.KeyPage
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.future

/**
 * A [ByteStore] that reaches [store] through the Kotlin functions only, for the contract suites.
 */
class KotlinView(private val store: ByteStore) : ByteStore {

    // Unconfined, so that futures complete where the store lets coroutines go on: the suites then
    // test the store's promises about threads and not those of a dispatcher.
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Unconfined)

    override fun mgetAsync(keys: Collection<String>): CompletableFuture<List<ByteArray?>> = call {
        store.mget(keys)
    }

    override fun msetAsync(entries: Map<String, ByteArray>): CompletableFuture<Void> = callVoid {
        store.mset(entries)
    }

    override fun msetAsync(
        entries: Map<String, ByteArray>,
        ttl: Duration,
    ): CompletableFuture<Void> = callVoid { store.mset(entries, ttl) }

    override fun mdeleteAsync(keys: Collection<String>): CompletableFuture<Void> = callVoid {
        store.mdelete(keys)
    }

    override fun yieldKeysAsync(prefix: String, position: String?): CompletableFuture<KeyPage> =
        call {
            WholeListing(store.yieldKeys(prefix, position).toList())
        }

    override fun ensureSetupAsync(): CompletableFuture<Void> = callVoid { store.ensureSetup() }

    @Suppress("UNCHECKED_CAST") // Java's Void has no value but null
    private fun callVoid(block: suspend () -> Unit): CompletableFuture<Void> =
        call {
            block()
            null
        }
            as CompletableFuture<Void>

    /**
     * What a suspend function throws before it first suspends, its caller gets at once. The
     * undispatched start keeps that moment apart from later ones: by its return a function has
     * thrown, or has called the store and waits.
     */
    private fun <T> call(block: suspend () -> T): CompletableFuture<T> {
        val future = scope.future(start = CoroutineStart.UNDISPATCHED) { block() }
        if (future.isCompletedExceptionally) {
            try {
                future.join()
            } catch (thrown: CompletionException) {
                throw thrown.cause ?: thrown
            }
        }
        return future
    }

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

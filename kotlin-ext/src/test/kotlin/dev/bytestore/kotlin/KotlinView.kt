package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.KeyPage
import java.time.Duration
import java.util.concurrent.CompletableFuture
import kotlin.time.toKotlinDuration
import kotlinx.coroutines.flow.toList

/** A [ByteStore] that uses [store] only through the Kotlin functions, for the contract suites. */
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
            wholeListing(store.yieldKeys(prefix, position).toList())
        }

    override fun ensureSetupAsync(): CompletableFuture<Void> = callVoid { store.ensureSetup() }
}

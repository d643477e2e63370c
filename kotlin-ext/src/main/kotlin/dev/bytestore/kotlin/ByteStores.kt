/** The operations of a [ByteStore] as suspend functions and a [Flow], with the same rules. */
package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.KeyPage
import java.util.concurrent.CompletableFuture
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.future.await

/**
 * Reads the values of [keys]. Returns one value for each key, in the order of the keys, with null
 * where a key is absent. See [mgetAsync][ByteStore.mgetAsync].
 *
 * If the coroutine is cancelled, the call sends no further requests. That holds for all functions
 * on [ByteStore].
 */
public suspend fun ByteStore.mget(keys: Collection<String>): List<ByteArray?> = call {
    mgetAsync(keys)
}

/**
 * Reads the values of [keys], as `mget` of a collection does: `val (first, second) =
 * store.mget("a", "b")`.
 */
public suspend fun ByteStore.mget(vararg keys: String): List<ByteArray?> = mget(keys.asList())

/**
 * Writes all [entries] and replaces the values of keys that exist. The entries live for [ttl], or
 * for as long as the store's default says if [ttl] is null. [Duration.ZERO] means that they do not
 * expire. See [msetAsync][ByteStore.msetAsync].
 */
public suspend fun ByteStore.mset(entries: Map<String, ByteArray>, ttl: Duration? = null) {
    call { if (ttl == null) msetAsync(entries) else msetAsync(entries, ttl.toJavaDuration()) }
}

/**
 * Writes all [entries] for as long as the store's default says. If several have the same key, the
 * last one wins.
 */
public suspend fun ByteStore.mset(vararg entries: Pair<String, ByteArray>): Unit =
    mset(entries.toMap())

/**
 * Deletes [keys]. Keys that are absent or passed twice are no error. See
 * [mdeleteAsync][ByteStore.mdeleteAsync].
 */
public suspend fun ByteStore.mdelete(keys: Collection<String>) {
    call { mdeleteAsync(keys) }
}

/** Deletes [keys], as `mdelete` of a collection does. */
public suspend fun ByteStore.mdelete(vararg keys: String): Unit = mdelete(keys.asList())

/**
 * Lists the keys that start with [prefix], each of them once; all keys if [prefix] is empty. If
 * [position] is not null, the listing goes on after that position: the [KeyPage.position] of a
 * page. See [yieldKeysAsync][ByteStore.yieldKeysAsync].
 *
 * The flow is cold: each collection of it starts a new listing. The next page is read when the
 * collector has taken all keys of the current page. So a slow collector slows the listing down, and
 * a collector that stops ends it. If [prefix] or [position] is bad, the collection fails, not this
 * function.
 */
public fun ByteStore.yieldKeys(prefix: String = "", position: String? = null): Flow<String> = flow {
    var page: KeyPage? = call { yieldKeysAsync(prefix, position) }
    while (page != null) {
        page.keys().forEach { emit(it) }
        page = if (page.hasNextPage()) call { page.nextPageAsync() } else null
    }
}

/** Suspends until the store's setup is done. See [ensureSetupAsync][ByteStore.ensureSetupAsync]. */
public suspend fun ByteStore.ensureSetup() {
    call { ensureSetupAsync() }
}

/**
 * Calls [start] and awaits its future. If the coroutine is cancelled already, [start] is not
 * called. Otherwise the call would send its first requests before it notices the cancellation.
 */
internal suspend inline fun <T> call(start: () -> CompletableFuture<T>): T {
    currentCoroutineContext().ensureActive()
    return start().await()
}

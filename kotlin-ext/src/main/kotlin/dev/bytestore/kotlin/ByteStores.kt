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
 * If the coroutine is cancelled, the call sends no further requests. Requests that were already
 * sent may still take effect. All functions on [ByteStore] behave in this way. They throw its
 * exceptions, such as [PartialWriteException][dev.bytestore.PartialWriteException], without a
 * `CompletionException` around them.
 */
public suspend fun ByteStore.mget(keys: Collection<String>): List<ByteArray?> = call {
    mgetAsync(keys)
}

/**
 * Reads the values of [keys], like `mget(keys: Collection<String>)`: `val (first, second) =
 * store.mget("a", "b")`.
 */
public suspend fun ByteStore.mget(vararg keys: String): List<ByteArray?> = mget(keys.asList())

/**
 * Writes all [entries] and replaces the values of keys that exist. The entries expire after [ttl].
 * If [ttl] is null, they get the store's default time-to-live.
 *
 * [ttl] is at most 20 years; [Duration.INFINITE] and a negative duration throw an
 * [IllegalArgumentException]. A fraction of a second is rounded up. [Duration.ZERO] means that the
 * entries do not expire. With an `AstraDbByteStore`, any other [ttl] throws an
 * [UnsupportedOperationException]. See [msetAsync][ByteStore.msetAsync].
 */
public suspend fun ByteStore.mset(entries: Map<String, ByteArray>, ttl: Duration? = null) {
    call { if (ttl == null) msetAsync(entries) else msetAsync(entries, ttl.toJavaDuration()) }
}

/**
 * Writes all [entries] with the store's default time-to-live. If several have the same key, the
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

/** Deletes [keys], like `mdelete(keys: Collection<String>)`. */
public suspend fun ByteStore.mdelete(vararg keys: String): Unit = mdelete(keys.asList())

/**
 * Lists the keys that start with [prefix], each of them once. If [prefix] is empty, lists all keys.
 *
 * The flow is cold: each time it is collected, a new listing starts. The next page is read when the
 * collector has taken all keys of the current page. So a slow collector slows the listing down, and
 * a collector that stops ends it. A Cassandra store reads up to 8 pages ahead. If [prefix] or
 * [position] is bad, collecting the flow throws an [IllegalArgumentException]; this function does
 * not.
 *
 * If [position] is not null, the listing continues after it. The flow contains no positions. To get
 * one, read a page with `store.yieldKeysAsync(prefix).await()` and take its
 * [position][KeyPage.position]. See [yieldKeysAsync][ByteStore.yieldKeysAsync].
 */
public fun ByteStore.yieldKeys(prefix: String = "", position: String? = null): Flow<String> =
    flowOfKeys {
        yieldKeysAsync(prefix, position)
    }

internal fun flowOfKeys(firstPage: () -> CompletableFuture<KeyPage>): Flow<String> = flow {
    var page: KeyPage? = call(firstPage)
    while (page != null) {
        page.keys().forEach { emit(it) }
        page = if (page.hasNextPage()) call { page.nextPageAsync() } else null
    }
}

/**
 * Suspends until the store's setup is done. Needed only to try again after a failed setup. See
 * [ensureSetupAsync][ByteStore.ensureSetupAsync].
 */
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

/** [ByteStore] for coroutines: what its futures promise, as suspend functions and [Flow]. */
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
 * The values of [keys] in their order, null where one is absent. As
 * [mgetAsync][ByteStore.mgetAsync]; cancelling the coroutine cancels the call, as in all functions
 * of this file.
 */
public suspend fun ByteStore.mget(keys: Collection<String>): List<ByteArray?> = call {
    mgetAsync(keys)
}

/**
 * The values of [keys]. As [mget] of a collection: `val (first, second) = store.mget("a", "b")`.
 */
public suspend fun ByteStore.mget(vararg keys: String): List<ByteArray?> = mget(keys.asList())

/**
 * Writes [entries], to expire after [ttl], or when the store's default says so where that is null.
 * As [msetAsync][ByteStore.msetAsync].
 */
public suspend fun ByteStore.mset(entries: Map<String, ByteArray>, ttl: Duration? = null) {
    call { if (ttl == null) msetAsync(entries) else msetAsync(entries, ttl.toJavaDuration()) }
}

/** Writes [entries]; of several for one key the last wins. */
public suspend fun ByteStore.mset(vararg entries: Pair<String, ByteArray>): Unit =
    mset(entries.toMap())

/** Deletes [keys]. As [mdeleteAsync][ByteStore.mdeleteAsync]. */
public suspend fun ByteStore.mdelete(keys: Collection<String>) {
    call { mdeleteAsync(keys) }
}

/** Deletes [keys]. As [mdelete] of a collection. */
public suspend fun ByteStore.mdelete(vararg keys: String): Unit = mdelete(keys.asList())

/**
 * The keys that start with [prefix], after [position] where one is given. As
 * [yieldKeysAsync][ByteStore.yieldKeysAsync].
 *
 * The flow is cold: each collector lists anew. A page is asked for when the keys of the one before
 * it have been taken, so a slow collector holds the listing back, and one that stops ends it.
 */
public fun ByteStore.yieldKeys(prefix: String = "", position: String? = null): Flow<String> = flow {
    var page: KeyPage? = call { yieldKeysAsync(prefix, position) }
    while (page != null) {
        page.keys().forEach { emit(it) }
        page = if (page.hasNextPage()) call { page.nextPageAsync() } else null
    }
}

/** Waits until the store's setup is done. As [ensureSetupAsync][ByteStore.ensureSetupAsync]. */
public suspend fun ByteStore.ensureSetup() {
    call { ensureSetupAsync() }
}

/**
 * Waits for what [start] gives. A coroutine that is cancelled already starts nothing: the call
 * would send its first requests before it found out that nobody waits for them.
 */
internal suspend inline fun <T> call(start: () -> CompletableFuture<T>): T {
    currentCoroutineContext().ensureActive()
    return start().await()
}

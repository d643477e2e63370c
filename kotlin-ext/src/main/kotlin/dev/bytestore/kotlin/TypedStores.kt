/**
 * The operations of a [TypedStore], such as a [DocumentStore], as suspend functions and a [Flow].
 */
package dev.bytestore.kotlin

import dev.bytestore.TypedStore
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlinx.coroutines.flow.Flow

/**
 * Reads the values of [keys]. Returns one value for each key, in the order of the keys, with null
 * where a key is absent. See [mgetAsync][TypedStore.mgetAsync].
 *
 * Cancellation and failures are those of `ByteStore.mget`. A value that cannot be decoded throws a
 * [ValueDecodingException][dev.bytestore.ValueDecodingException].
 */
public suspend fun <V : Any> TypedStore<V>.mget(keys: Collection<String>): List<V?> = call {
    mgetAsync(keys)
}

/** Reads the values of [keys]: `val (first, second) = documents.mget("a", "b")`. */
public suspend fun <V : Any> TypedStore<V>.mget(vararg keys: String): List<V?> = mget(keys.asList())

/**
 * Writes all [entries] and replaces the values of keys that exist. The entries expire after [ttl];
 * if it is null, they get the store's default time-to-live. See [msetAsync][TypedStore.msetAsync].
 */
public suspend fun <V : Any> TypedStore<V>.mset(entries: Map<String, V>, ttl: Duration? = null) {
    call { if (ttl == null) msetAsync(entries) else msetAsync(entries, ttl.toJavaDuration()) }
}

/** Writes all [entries]. If several have the same key, the last one wins. */
public suspend fun <V : Any> TypedStore<V>.mset(vararg entries: Pair<String, V>): Unit =
    mset(entries.toMap())

/** Deletes [keys]. Keys that are absent or passed twice are no error. */
public suspend fun <V : Any> TypedStore<V>.mdelete(keys: Collection<String>) {
    call { mdeleteAsync(keys) }
}

/** Deletes [keys], like `mdelete(keys: Collection<String>)`. */
public suspend fun <V : Any> TypedStore<V>.mdelete(vararg keys: String): Unit =
    mdelete(keys.asList())

/**
 * Lists the stored keys that start with [prefix], each of them once, as `ByteStore.yieldKeys` does.
 * If the store has a key encoder, these are the encoded keys.
 */
public fun <V : Any> TypedStore<V>.yieldKeys(
    prefix: String = "",
    position: String? = null,
): Flow<String> = flowOfKeys { yieldKeysAsync(prefix, position) }

/** Suspends until the store's setup is done. */
public suspend fun <V : Any> TypedStore<V>.ensureSetup() {
    call { ensureSetupAsync() }
}

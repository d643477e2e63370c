/** The calls from coroutines that [KotlinBenchmark] measures. */
package dev.bytestore.benchmark

import dev.bytestore.ByteStore
import dev.bytestore.kotlin.mget
import dev.bytestore.kotlin.mset
import dev.bytestore.kotlin.yieldKeys
import kotlinx.coroutines.flow.count
import kotlinx.coroutines.runBlocking

internal fun mgetInCoroutine(store: ByteStore, keys: List<String>): List<ByteArray?> = runBlocking {
    store.mget(keys)
}

internal fun msetInCoroutine(store: ByteStore, entries: Map<String, ByteArray>): Unit =
    runBlocking {
        store.mset(entries)
    }

internal fun countInCoroutine(store: ByteStore): Int = runBlocking { store.yieldKeys().count() }

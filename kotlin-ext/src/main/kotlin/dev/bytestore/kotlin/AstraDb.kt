/** Suspend functions that make byte stores and LLM caches in Astra DB, over its Data API. */
package dev.bytestore.kotlin

import dev.bytestore.astra.AstraDbByteStore
import dev.bytestore.astra.AstraDbConnection
import dev.bytestore.astra.AstraDbLlmCache
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/**
 * Returns an [AstraDbByteStore] on [connection] with the options that [configure] sets. Suspends
 * until the setup is done. Failures are those of [buildAsync][AstraDbByteStore.Builder.buildAsync].
 */
public suspend fun astraDbByteStore(
    connection: AstraDbConnection,
    configure: AstraDbByteStore.Builder.() -> Unit,
): AstraDbByteStore = call { AstraDbByteStore.builder(connection).apply(configure).buildAsync() }

/**
 * Returns an [AstraDbLlmCache] on [connection] with the options that [configure] sets. Suspends
 * until the setup is done. Failures are those of [buildAsync][AstraDbLlmCache.Builder.buildAsync].
 */
public suspend fun astraDbLlmCache(
    connection: AstraDbConnection,
    configure: AstraDbLlmCache.Builder.() -> Unit = {},
): AstraDbLlmCache = call { AstraDbLlmCache.builder(connection).apply(configure).buildAsync() }

/**
 * Sets how long one attempt of a request may take. See
 * [requestTimeout][AstraDbConnection.Builder.requestTimeout].
 */
public fun AstraDbConnection.Builder.requestTimeout(
    requestTimeout: Duration
): AstraDbConnection.Builder = requestTimeout(requestTimeout.toJavaDuration())

/**
 * Sets how long a request may take with all its attempts. See
 * [callTimeout][AstraDbByteStore.Builder.callTimeout].
 */
public fun AstraDbByteStore.Builder.callTimeout(callTimeout: Duration): AstraDbByteStore.Builder =
    callTimeout(callTimeout.toJavaDuration())

/**
 * Sets how long each request of the setup may take. See
 * [setupTimeout][AstraDbByteStore.Builder.setupTimeout].
 */
public fun AstraDbByteStore.Builder.setupTimeout(setupTimeout: Duration): AstraDbByteStore.Builder =
    setupTimeout(setupTimeout.toJavaDuration())

/**
 * Sets how long a request may take with all its attempts. See
 * [callTimeout][AstraDbLlmCache.Builder.callTimeout].
 */
public fun AstraDbLlmCache.Builder.callTimeout(callTimeout: Duration): AstraDbLlmCache.Builder =
    callTimeout(callTimeout.toJavaDuration())

/**
 * Sets how long each request of the setup may take. See
 * [setupTimeout][AstraDbLlmCache.Builder.setupTimeout].
 */
public fun AstraDbLlmCache.Builder.setupTimeout(setupTimeout: Duration): AstraDbLlmCache.Builder =
    setupTimeout(setupTimeout.toJavaDuration())

/** Stores and caches in Astra DB, over its Data API, for coroutines. */
package dev.bytestore.kotlin

import dev.bytestore.astra.AstraDbByteStore
import dev.bytestore.astra.AstraDbConnection
import dev.bytestore.astra.AstraDbLlmCache
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/**
 * An [AstraDbByteStore] in [connection] with the options that [configure] sets, when its setup is
 * done. As [buildAsync][AstraDbByteStore.Builder.buildAsync].
 */
public suspend fun astraDbByteStore(
    connection: AstraDbConnection,
    configure: AstraDbByteStore.Builder.() -> Unit,
): AstraDbByteStore = call { AstraDbByteStore.builder(connection).apply(configure).buildAsync() }

/**
 * An [AstraDbLlmCache] in [connection] with the options that [configure] sets, when its setup is
 * done. As [buildAsync][AstraDbLlmCache.Builder.buildAsync].
 */
public suspend fun astraDbLlmCache(
    connection: AstraDbConnection,
    configure: AstraDbLlmCache.Builder.() -> Unit = {},
): AstraDbLlmCache = call { AstraDbLlmCache.builder(connection).apply(configure).buildAsync() }

/**
 * How long one attempt of a request may take. As
 * [requestTimeout][AstraDbConnection.Builder.requestTimeout] of a `java.time.Duration`.
 */
public fun AstraDbConnection.Builder.requestTimeout(
    requestTimeout: Duration
): AstraDbConnection.Builder = requestTimeout(requestTimeout.toJavaDuration())

/**
 * How long each request may take with all its attempts. As
 * [callTimeout][AstraDbByteStore.Builder.callTimeout] of a `java.time.Duration`.
 */
public fun AstraDbByteStore.Builder.callTimeout(callTimeout: Duration): AstraDbByteStore.Builder =
    callTimeout(callTimeout.toJavaDuration())

/**
 * How long each request of the setup may take. As
 * [setupTimeout][AstraDbByteStore.Builder.setupTimeout] of a `java.time.Duration`.
 */
public fun AstraDbByteStore.Builder.setupTimeout(setupTimeout: Duration): AstraDbByteStore.Builder =
    setupTimeout(setupTimeout.toJavaDuration())

/**
 * How long each request may take with all its attempts. As
 * [callTimeout][AstraDbLlmCache.Builder.callTimeout] of a `java.time.Duration`.
 */
public fun AstraDbLlmCache.Builder.callTimeout(callTimeout: Duration): AstraDbLlmCache.Builder =
    callTimeout(callTimeout.toJavaDuration())

/**
 * How long each request of the setup may take. As
 * [setupTimeout][AstraDbLlmCache.Builder.setupTimeout] of a `java.time.Duration`.
 */
public fun AstraDbLlmCache.Builder.setupTimeout(setupTimeout: Duration): AstraDbLlmCache.Builder =
    setupTimeout(setupTimeout.toJavaDuration())

/** Suspend functions that make byte stores and LLM caches in Astra DB, over its Data API. */
package dev.bytestore.kotlin

import dev.bytestore.astra.AstraDbByteStore
import dev.bytestore.astra.AstraDbConnection
import dev.bytestore.astra.AstraDbLlmCache
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/**
 * Creates an [AstraDbByteStore] on [connection] with the options that [configure] sets, such as
 * `astraDbByteStore(connection) { collection("pages") }`. Only `collection` is required.
 *
 * Creates or checks the collection and suspends until that is done, unless `setupMode` is `OFF`. If
 * the coroutine is cancelled, this function stops waiting, but the setup may go on. The coroutine
 * resumes on its own dispatcher.
 *
 * Throws the exceptions of [buildAsync][AstraDbByteStore.Builder.buildAsync]: an
 * [IllegalStateException] if `collection` is not set or the collection does not fit, and a
 * [DataApiException][dev.bytestore.astra.DataApiException] if the setup fails for another reason.
 */
public suspend fun astraDbByteStore(
    connection: AstraDbConnection,
    configure: AstraDbByteStore.Builder.() -> Unit,
): AstraDbByteStore = call { AstraDbByteStore.builder(connection).apply(configure).buildAsync() }

/**
 * Creates an [AstraDbLlmCache] on [connection] with the options that [configure] sets. No option is
 * required.
 *
 * Creates or checks the collection and suspends until that is done, unless `setupMode` is `OFF`. If
 * the coroutine is cancelled, this function stops waiting, but the setup may go on. The coroutine
 * resumes on its own dispatcher.
 *
 * Throws the exceptions of [buildAsync][AstraDbLlmCache.Builder.buildAsync]: an
 * [IllegalStateException] if the collection does not fit, and a
 * [DataApiException][dev.bytestore.astra.DataApiException] if the setup fails for another reason.
 */
public suspend fun astraDbLlmCache(
    connection: AstraDbConnection,
    configure: AstraDbLlmCache.Builder.() -> Unit = {},
): AstraDbLlmCache = call { AstraDbLlmCache.builder(connection).apply(configure).buildAsync() }

/**
 * Sets the maximum time for one attempt of a request.
 * [callTimeout][AstraDbByteStore.Builder.callTimeout] limits all attempts together. In Cassandra,
 * the option `requestTimeout` limits all attempts.
 *
 * Default: half of `callTimeout`. It must be positive; [Duration.INFINITE] counts as 100 years. See
 * [requestTimeout][AstraDbConnection.Builder.requestTimeout].
 */
public fun AstraDbConnection.Builder.requestTimeout(
    requestTimeout: Duration
): AstraDbConnection.Builder = requestTimeout(requestTimeout.toJavaDuration())

/**
 * Sets the maximum time for one request with all its attempts. A call with many requests may take
 * longer. Default: 30 seconds. It must be positive; [Duration.INFINITE] counts as 100 years. See
 * [callTimeout][AstraDbByteStore.Builder.callTimeout].
 */
public fun AstraDbByteStore.Builder.callTimeout(callTimeout: Duration): AstraDbByteStore.Builder =
    callTimeout(callTimeout.toJavaDuration())

/**
 * Sets the maximum time for one request of the setup with all its attempts. Default: 60 seconds. It
 * must be positive; [Duration.INFINITE] counts as 100 years. See
 * [setupTimeout][AstraDbByteStore.Builder.setupTimeout].
 */
public fun AstraDbByteStore.Builder.setupTimeout(setupTimeout: Duration): AstraDbByteStore.Builder =
    setupTimeout(setupTimeout.toJavaDuration())

/**
 * Sets the maximum time for one request with all its attempts. A call with many requests may take
 * longer. Default: 10 seconds. It must be positive; [Duration.INFINITE] counts as 100 years. See
 * [callTimeout][AstraDbLlmCache.Builder.callTimeout].
 */
public fun AstraDbLlmCache.Builder.callTimeout(callTimeout: Duration): AstraDbLlmCache.Builder =
    callTimeout(callTimeout.toJavaDuration())

/**
 * Sets the maximum time for one request of the setup, and for one that clears the cache, with all
 * its attempts. Default: 60 seconds. It must be positive; [Duration.INFINITE] counts as 100 years.
 * See [setupTimeout][AstraDbLlmCache.Builder.setupTimeout].
 */
public fun AstraDbLlmCache.Builder.setupTimeout(setupTimeout: Duration): AstraDbLlmCache.Builder =
    setupTimeout(setupTimeout.toJavaDuration())

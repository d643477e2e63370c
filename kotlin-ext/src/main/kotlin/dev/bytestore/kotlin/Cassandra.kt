/** Suspend functions that make byte stores and LLM caches in Cassandra. */
package dev.bytestore.kotlin

import com.datastax.oss.driver.api.core.CqlSession
import dev.bytestore.cassandra.CassandraByteStore
import dev.bytestore.cassandra.CassandraConnection
import dev.bytestore.cassandra.CassandraLlmCache
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.future.await

/**
 * Returns a connection with the options that [configure] sets, and with those that [builder]
 * already has, as in `cassandraConnection(CassandraConnection.fromEnvironment())`. Suspends until
 * the connection is made. Failures are those of
 * [connectAsync][CassandraConnection.Builder.connectAsync].
 *
 * If the coroutine is cancelled, connecting stops, and a session that was made by then is closed.
 */
public suspend fun cassandraConnection(
    builder: CassandraConnection.Builder = CassandraConnection.builder(),
    configure: CassandraConnection.Builder.() -> Unit = {},
): CassandraConnection {
    currentCoroutineContext().ensureActive()
    val connecting = builder.apply(configure).connectAsync()
    try {
        return connecting.await()
    } catch (cancelled: CancellationException) {
        // The connection may have been made just before the cancellation. Nobody else can close it.
        connecting.thenAccept { it.closeAsync() }
        throw cancelled
    }
}

/**
 * Returns a [CassandraByteStore] on [connection] with the options that [configure] sets. If
 * [connection] is null, the store uses the default connection of the process. Suspends until the
 * setup is done. Failures are those of [buildAsync][CassandraByteStore.Builder.buildAsync].
 */
public suspend fun cassandraByteStore(
    connection: CassandraConnection? = null,
    configure: CassandraByteStore.Builder.() -> Unit,
): CassandraByteStore = call {
    val builder =
        if (connection == null) CassandraByteStore.builder()
        else CassandraByteStore.builder(connection)
    builder.apply(configure).buildAsync()
}

/**
 * Returns a [CassandraLlmCache] on [connection] with the options that [configure] sets. If
 * [connection] is null, the cache uses the default connection of the process. Suspends until the
 * setup is done. Failures are those of [buildAsync][CassandraLlmCache.Builder.buildAsync].
 */
public suspend fun cassandraLlmCache(
    connection: CassandraConnection? = null,
    configure: CassandraLlmCache.Builder.() -> Unit = {},
): CassandraLlmCache = call {
    val builder =
        if (connection == null) CassandraLlmCache.builder()
        else CassandraLlmCache.builder(connection)
    builder.apply(configure).buildAsync()
}

/**
 * Returns a [CassandraByteStore] on [session] with the options that [configure] sets. The store
 * never closes the session. Suspends until the setup is done. Failures are those of
 * [buildAsync][CassandraByteStore.Builder.buildAsync].
 */
public suspend fun cassandraByteStore(
    session: CqlSession,
    configure: CassandraByteStore.Builder.() -> Unit,
): CassandraByteStore = call { CassandraByteStore.builder(session).apply(configure).buildAsync() }

/**
 * Returns a [CassandraLlmCache] on [session] with the options that [configure] sets. The cache
 * never closes the session. Suspends until the setup is done. Failures are those of
 * [buildAsync][CassandraLlmCache.Builder.buildAsync].
 */
public suspend fun cassandraLlmCache(
    session: CqlSession,
    configure: CassandraLlmCache.Builder.() -> Unit = {},
): CassandraLlmCache = call { CassandraLlmCache.builder(session).apply(configure).buildAsync() }

/** Sets the default time-to-live of entries. See [ttl][CassandraByteStore.Builder.ttl]. */
public fun CassandraByteStore.Builder.ttl(ttl: Duration): CassandraByteStore.Builder =
    ttl(ttl.toJavaDuration())

/**
 * Sets how long a request may take with all its attempts. See
 * [requestTimeout][CassandraByteStore.Builder.requestTimeout].
 */
public fun CassandraByteStore.Builder.requestTimeout(
    requestTimeout: Duration
): CassandraByteStore.Builder = requestTimeout(requestTimeout.toJavaDuration())

/**
 * Sets how long each request of the setup may take. See
 * [setupTimeout][CassandraByteStore.Builder.setupTimeout].
 */
public fun CassandraByteStore.Builder.setupTimeout(
    setupTimeout: Duration
): CassandraByteStore.Builder = setupTimeout(setupTimeout.toJavaDuration())

/** Sets the default time-to-live of entries. See [ttl][CassandraLlmCache.Builder.ttl]. */
public fun CassandraLlmCache.Builder.ttl(ttl: Duration): CassandraLlmCache.Builder =
    ttl(ttl.toJavaDuration())

/**
 * Sets how long a request may take with all its attempts. See
 * [requestTimeout][CassandraLlmCache.Builder.requestTimeout].
 */
public fun CassandraLlmCache.Builder.requestTimeout(
    requestTimeout: Duration
): CassandraLlmCache.Builder = requestTimeout(requestTimeout.toJavaDuration())

/**
 * Sets how long each request of the setup may take. See
 * [setupTimeout][CassandraLlmCache.Builder.setupTimeout].
 */
public fun CassandraLlmCache.Builder.setupTimeout(
    setupTimeout: Duration
): CassandraLlmCache.Builder = setupTimeout(setupTimeout.toJavaDuration())

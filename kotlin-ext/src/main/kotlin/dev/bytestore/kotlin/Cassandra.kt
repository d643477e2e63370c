/** Stores and caches in Cassandra for coroutines. */
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
 * A connection to what [configure] sets, or to what [builder] has set already:
 * `cassandraConnection(CassandraConnection.fromEnvironment())`. As
 * [connectAsync][CassandraConnection.Builder.connectAsync]; cancelling the coroutine closes a
 * session that was made by then.
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
        // Made, but not taken: the coroutine was cancelled before it could go on.
        connecting.thenAccept { it.closeAsync() }
        throw cancelled
    }
}

/**
 * A [CassandraByteStore] on [connection], or where that is null on the default connection, with the
 * options that [configure] sets, when its setup is done. As
 * [buildAsync][CassandraByteStore.Builder.buildAsync].
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
 * A [CassandraLlmCache] on [connection], or where that is null on the default connection, with the
 * options that [configure] sets, when its setup is done. As
 * [buildAsync][CassandraLlmCache.Builder.buildAsync].
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
 * A [CassandraByteStore] on [session] with the options that [configure] sets, when its setup is
 * done. As [buildAsync][CassandraByteStore.Builder.buildAsync].
 */
public suspend fun cassandraByteStore(
    session: CqlSession,
    configure: CassandraByteStore.Builder.() -> Unit,
): CassandraByteStore = call { CassandraByteStore.builder(session).apply(configure).buildAsync() }

/**
 * A [CassandraLlmCache] on [session] with the options that [configure] sets, when its setup is
 * done. As [buildAsync][CassandraLlmCache.Builder.buildAsync].
 */
public suspend fun cassandraLlmCache(
    session: CqlSession,
    configure: CassandraLlmCache.Builder.() -> Unit = {},
): CassandraLlmCache = call { CassandraLlmCache.builder(session).apply(configure).buildAsync() }

/**
 * How long entries live by default. As [ttl][CassandraByteStore.Builder.ttl] of a
 * `java.time.Duration`.
 */
public fun CassandraByteStore.Builder.ttl(ttl: Duration): CassandraByteStore.Builder =
    ttl(ttl.toJavaDuration())

/**
 * How long a request may take with all its attempts. As
 * [requestTimeout][CassandraByteStore.Builder.requestTimeout] of a `java.time.Duration`.
 */
public fun CassandraByteStore.Builder.requestTimeout(
    requestTimeout: Duration
): CassandraByteStore.Builder = requestTimeout(requestTimeout.toJavaDuration())

/**
 * How long each request of the setup may take. As
 * [setupTimeout][CassandraByteStore.Builder.setupTimeout] of a `java.time.Duration`.
 */
public fun CassandraByteStore.Builder.setupTimeout(
    setupTimeout: Duration
): CassandraByteStore.Builder = setupTimeout(setupTimeout.toJavaDuration())

/**
 * How long entries live by default. As [ttl][CassandraLlmCache.Builder.ttl] of a
 * `java.time.Duration`.
 */
public fun CassandraLlmCache.Builder.ttl(ttl: Duration): CassandraLlmCache.Builder =
    ttl(ttl.toJavaDuration())

/**
 * How long a request may take with all its attempts. As
 * [requestTimeout][CassandraLlmCache.Builder.requestTimeout] of a `java.time.Duration`.
 */
public fun CassandraLlmCache.Builder.requestTimeout(
    requestTimeout: Duration
): CassandraLlmCache.Builder = requestTimeout(requestTimeout.toJavaDuration())

/**
 * How long each request of the setup may take. As
 * [setupTimeout][CassandraLlmCache.Builder.setupTimeout] of a `java.time.Duration`.
 */
public fun CassandraLlmCache.Builder.setupTimeout(
    setupTimeout: Duration
): CassandraLlmCache.Builder = setupTimeout(setupTimeout.toJavaDuration())

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
 * Opens a connection with the options of [builder], which [configure] may add to or override, and
 * suspends until it is open:
 * ```
 * val local = cassandraConnection { contactPoints("127.0.0.1").keyspace("app") }
 * val named = cassandraConnection(CassandraConnection.fromEnvironment())
 * ```
 *
 * [configure] changes [builder] itself. The caller has to close the connection, for example with
 * `connection.closeAsync().await()`. That also closes the session that it opened.
 *
 * If the coroutine is cancelled, connecting stops, and a session that is already open is closed.
 * Throws the exceptions of [connectAsync][CassandraConnection.Builder.connectAsync], such as an
 * [IllegalStateException] if an option is missing, an [IllegalArgumentException] if one is not
 * valid, and the driver's exceptions.
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
 * Creates a [CassandraByteStore] on [connection] with the options that [configure] sets, such as
 * `cassandraByteStore(connection) { table("docs") }`. `table` is required, and `keyspace` if the
 * connection and its session have none.
 *
 * If [connection] is null, the store uses the default connection of the process, which
 * [CassandraConnection.setDefault] sets. If there is none, this throws an [IllegalStateException].
 *
 * Creates or checks the table and suspends until that is done, unless `setupMode` is `OFF`. If the
 * coroutine is cancelled, this function stops waiting, but the setup may go on. The coroutine
 * resumes on its own dispatcher.
 *
 * Throws the exceptions of [buildAsync][CassandraByteStore.Builder.buildAsync], such as an
 * [IllegalStateException] if a required option is missing or the table has other columns, and the
 * driver's exceptions.
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
 * Creates a [CassandraLlmCache] on [connection] with the options that [configure] sets. `keyspace`
 * is required if the connection and its session have none.
 *
 * If [connection] is null, the cache uses the default connection of the process, which
 * [CassandraConnection.setDefault] sets. If there is none, this throws an [IllegalStateException].
 *
 * Creates or checks the table and suspends until that is done, unless `setupMode` is `OFF`. If the
 * coroutine is cancelled, this function stops waiting, but the setup may go on. The coroutine
 * resumes on its own dispatcher.
 *
 * Throws the exceptions of [buildAsync][CassandraLlmCache.Builder.buildAsync], such as an
 * [IllegalStateException] if the keyspace is missing or the table has other columns, and the
 * driver's exceptions.
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
 * Creates a [CassandraByteStore] on [session] with the options that [configure] sets, such as
 * `cassandraByteStore(session) { keyspace("app").table("docs") }`. `table` is required, and
 * `keyspace` if the session has none. The store never closes the session.
 *
 * Creates or checks the table and suspends until that is done, unless `setupMode` is `OFF`. If the
 * coroutine is cancelled, this function stops waiting, but the setup may go on. The coroutine
 * resumes on its own dispatcher.
 *
 * Throws the exceptions of [buildAsync][CassandraByteStore.Builder.buildAsync], such as an
 * [IllegalStateException] if a required option is missing or the table has other columns, and the
 * driver's exceptions.
 */
public suspend fun cassandraByteStore(
    session: CqlSession,
    configure: CassandraByteStore.Builder.() -> Unit,
): CassandraByteStore = call { CassandraByteStore.builder(session).apply(configure).buildAsync() }

/**
 * Creates a [CassandraLlmCache] on [session] with the options that [configure] sets. `keyspace` is
 * required if the session has none. The cache never closes the session.
 *
 * Creates or checks the table and suspends until that is done, unless `setupMode` is `OFF`. If the
 * coroutine is cancelled, this function stops waiting, but the setup may go on. The coroutine
 * resumes on its own dispatcher.
 *
 * Throws the exceptions of [buildAsync][CassandraLlmCache.Builder.buildAsync], such as an
 * [IllegalStateException] if the keyspace is missing or the table has other columns, and the
 * driver's exceptions.
 */
public suspend fun cassandraLlmCache(
    session: CqlSession,
    configure: CassandraLlmCache.Builder.() -> Unit = {},
): CassandraLlmCache = call { CassandraLlmCache.builder(session).apply(configure).buildAsync() }

/**
 * Sets the default time-to-live of entries, at most 20 years. [Duration.ZERO] means that they do
 * not expire; [Duration.INFINITE] and a negative duration throw an [IllegalArgumentException]. See
 * [ttl][CassandraByteStore.Builder.ttl].
 */
public fun CassandraByteStore.Builder.ttl(ttl: Duration): CassandraByteStore.Builder =
    ttl(ttl.toJavaDuration())

/**
 * Sets the maximum time for one request with all its attempts. In Astra DB over the Data API, that
 * is the option `callTimeout`, and `requestTimeout` limits one attempt. Default: 10 seconds, or the
 * timeout of the execution profile if one is set. It must be positive; [Duration.INFINITE] counts
 * as 100 years. See [requestTimeout][CassandraByteStore.Builder.requestTimeout].
 */
public fun CassandraByteStore.Builder.requestTimeout(
    requestTimeout: Duration
): CassandraByteStore.Builder = requestTimeout(requestTimeout.toJavaDuration())

/**
 * Sets the maximum time for each request of the setup. Default: 60 seconds. It must be positive;
 * [Duration.INFINITE] counts as 100 years. See
 * [setupTimeout][CassandraByteStore.Builder.setupTimeout].
 */
public fun CassandraByteStore.Builder.setupTimeout(
    setupTimeout: Duration
): CassandraByteStore.Builder = setupTimeout(setupTimeout.toJavaDuration())

/**
 * Sets the default time-to-live of entries, at most 20 years. [Duration.ZERO] means that they do
 * not expire; [Duration.INFINITE] and a negative duration throw an [IllegalArgumentException]. See
 * [ttl][CassandraLlmCache.Builder.ttl].
 */
public fun CassandraLlmCache.Builder.ttl(ttl: Duration): CassandraLlmCache.Builder =
    ttl(ttl.toJavaDuration())

/**
 * Sets the maximum time for one request with all its attempts. In Astra DB over the Data API, that
 * is the option `callTimeout`, and `requestTimeout` limits one attempt. Default: 10 seconds, or the
 * timeout of the execution profile if one is set. It must be positive; [Duration.INFINITE] counts
 * as 100 years. See [requestTimeout][CassandraLlmCache.Builder.requestTimeout].
 */
public fun CassandraLlmCache.Builder.requestTimeout(
    requestTimeout: Duration
): CassandraLlmCache.Builder = requestTimeout(requestTimeout.toJavaDuration())

/**
 * Sets the maximum time for each request of the setup, and for the request that clears the cache.
 * Default: 60 seconds. It must be positive; [Duration.INFINITE] counts as 100 years. See
 * [setupTimeout][CassandraLlmCache.Builder.setupTimeout].
 */
public fun CassandraLlmCache.Builder.setupTimeout(
    setupTimeout: Duration
): CassandraLlmCache.Builder = setupTimeout(setupTimeout.toJavaDuration())

package dev.bytestore.spring.boot;

import dev.bytestore.SetupMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The byte store of the application.
 *
 * @param enabled Whether the store is created. Default: true if any other property of the store is
 *     set.
 * @param backend Where the entries are stored. Default: cassandra if a table is set, astra if a
 *     collection is set.
 * @param table Table in Cassandra. As in CQL, the name is converted to lower case unless it is in
 *     double quotes.
 * @param collection Collection in Astra DB, case-sensitive.
 * @param keyspace Keyspace of the table, which must exist. Default: bytestore.cassandra.keyspace,
 *     or the keyspace of the session.
 * @param setupMode When the table or collection is created and checked. With sync, the application
 *     starts only if that succeeds. Default: sync.
 * @param ttl Default time-to-live of entries. Cassandra only. Default: that of the table; in a new
 *     table, entries do not expire.
 * @param readConsistency Consistency level of reads. Cassandra only. Default: that of the session.
 * @param writeConsistency Consistency level of writes and deletions. Cassandra only. Default: that
 *     of the session.
 * @param executionProfile Execution profile of the driver for all requests. Cassandra only.
 * @param requestTimeout Maximum time for one request with all its retries. Default: 10 seconds in
 *     Cassandra, 30 seconds in Astra DB.
 * @param setupTimeout Timeout of each request of the setup. Default: 60 seconds.
 * @param maxRequestsInFlight Maximum number of requests that the store has in flight. Default: 256
 *     in Cassandra, 20 in Astra DB.
 * @param keysPerRequest Maximum number of keys in a read or delete request. Cassandra only.
 *     Default: 20.
 * @param pageSize Maximum number of keys in a page of a listing. Cassandra only. Default: 5000.
 * @param documents Whether a DocumentStore on the store is created too.
 */
@ConfigurationProperties(prefix = "bytestore.store", ignoreUnknownFields = false)
record StoreProperties(
    @Nullable Boolean enabled,
    @Nullable Backend backend,
    @Nullable String table,
    @Nullable String collection,
    @Nullable String keyspace,
    @Nullable SetupMode setupMode,
    @Nullable Duration ttl,
    @Nullable String readConsistency,
    @Nullable String writeConsistency,
    @Nullable String executionProfile,
    @Nullable Duration requestTimeout,
    @Nullable Duration setupTimeout,
    @Nullable Integer maxRequestsInFlight,
    @Nullable Integer keysPerRequest,
    @Nullable Integer pageSize,
    @DefaultValue("false") boolean documents)
    implements StoreOptions {}

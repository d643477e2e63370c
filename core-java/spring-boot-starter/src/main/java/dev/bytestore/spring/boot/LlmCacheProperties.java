package dev.bytestore.spring.boot;

import dev.bytestore.SetupMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The LLM cache of the application.
 *
 * @param enabled Whether the cache is created. Default: true if any other property of the cache is
 *     set.
 * @param backend Where the entries are stored. Default: cassandra if a table is set, astra if a
 *     collection is set, otherwise the one that the application has a connection to.
 * @param table Table in Cassandra. As in CQL, the name is converted to lower case unless it is in
 *     double quotes. Default: langchain_llm_cache.
 * @param collection Collection in Astra DB, case-sensitive. Default: langchain_astradb_cache.
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
 * @param requestTimeout Maximum time for one request with all its retries. Default: 10 seconds.
 * @param setupTimeout Timeout of each request of the setup, and of clearing the cache. Default: 60
 *     seconds.
 * @param maxRequestsInFlight Maximum number of requests that the cache has in flight. Default: 256
 *     in Cassandra, 20 in Astra DB.
 * @param maxEntrySize Maximum size of an entry. Default: 4MB.
 * @param unindexed Whether a new collection indexes only ids, so that entries may have more than
 *     8,000 bytes. Astra DB only. Default: false.
 * @param failOpen Whether failures of the cache are logged and treated as misses, so that the model
 *     is called.
 */
@ConfigurationProperties(prefix = "bytestore.llm-cache", ignoreUnknownFields = false)
record LlmCacheProperties(
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
    @Nullable DataSize maxEntrySize,
    @Nullable Boolean unindexed,
    @DefaultValue("false") boolean failOpen)
    implements StoreOptions {}

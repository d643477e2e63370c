package dev.bytestore.spring.boot;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;
import dev.bytestore.SetupMode;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraConnection;
import dev.bytestore.cassandra.CassandraLlmCache;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Stores and caches in Cassandra, on the application's connection or session. */
final class CassandraBackend implements StoreBackend {

  private final Beans beans;
  private final @Nullable String defaultKeyspace;

  /**
   * @param defaultKeyspace null for that of the connection or session
   */
  CassandraBackend(Beans beans, @Nullable String defaultKeyspace) {
    this.beans = beans;
    this.defaultKeyspace = defaultKeyspace;
  }

  @Override
  public Backend kind() {
    return Backend.CASSANDRA;
  }

  @Override
  public boolean isConnected() {
    return beans.has(CassandraConnection.class) || beans.has(CqlSession.class);
  }

  @Override
  public Checked<ByteStore> byteStore(
      String beanName, StoreProperties properties, PropertyGroup group) {
    if (properties.table() == null) {
      throw group.failure("table", "is not set", "Set it to the table of the store.", null);
    }
    CassandraByteStore.Builder builder = byteStoreBuilder(properties, group);
    beans.listen(beanName, builder::listener);
    beans.customize(CassandraByteStore.Builder.class, beanName, builder);
    return new Checked<>(
        group.build(builder::build),
        timeout -> {
          ByteStore own =
              byteStoreBuilder(properties, group)
                  .setupMode(SetupMode.OFF)
                  .requestTimeout(timeout)
                  .build();
          return () -> own.mgetAsync(List.of(Checked.ABSENT));
        });
  }

  @Override
  public Checked<LlmCache> llmCache(
      String beanName,
      LlmCacheProperties properties,
      PropertyGroup group,
      CacheListeners listeners) {
    CassandraLlmCache.Builder builder = llmCacheBuilder(properties, group);
    builder.listener(listeners.ofBuilder());
    beans.customize(CassandraLlmCache.Builder.class, beanName, builder);
    return new Checked<>(
        listeners.applyTo(group.build(builder::build)),
        timeout -> {
          LlmCache own =
              llmCacheBuilder(properties, group)
                  .setupMode(SetupMode.OFF)
                  .requestTimeout(timeout)
                  .build();
          return () -> own.lookupAsync(Checked.ABSENT, Checked.ABSENT);
        });
  }

  private CassandraByteStore.Builder byteStoreBuilder(
      StoreProperties properties, PropertyGroup group) {
    Source source = source(group);
    CassandraByteStore.Builder builder =
        source.connection() == null
            ? CassandraByteStore.builder(source.session())
            : CassandraByteStore.builder(source.connection());
    group.set("keyspace", keyspace(properties, source, group), builder::keyspace);
    group.set("table", properties.table(), builder::table);
    refuseCollection(properties, group);
    group.set("setup-mode", properties.setupMode(), builder::setupMode);
    group.set("ttl", properties.ttl(), builder::ttl);
    group.set(
        "read-consistency",
        properties.readConsistency(),
        name -> builder.readConsistency(consistency(name)));
    group.set(
        "write-consistency",
        properties.writeConsistency(),
        name -> builder.writeConsistency(consistency(name)));
    group.set("execution-profile", properties.executionProfile(), builder::executionProfile);
    group.set("request-timeout", properties.requestTimeout(), builder::requestTimeout);
    group.set("setup-timeout", properties.setupTimeout(), builder::setupTimeout);
    group.set(
        "max-requests-in-flight", properties.maxRequestsInFlight(), builder::maxRequestsInFlight);
    group.set("keys-per-request", properties.keysPerRequest(), builder::keysPerRequest);
    group.set("page-size", properties.pageSize(), builder::pageSize);
    return builder;
  }

  private CassandraLlmCache.Builder llmCacheBuilder(
      LlmCacheProperties properties, PropertyGroup group) {
    Source source = source(group);
    CassandraLlmCache.Builder builder =
        source.connection() == null
            ? CassandraLlmCache.builder(source.session())
            : CassandraLlmCache.builder(source.connection());
    group.set("keyspace", keyspace(properties, source, group), builder::keyspace);
    group.set("table", properties.table(), builder::table);
    refuseCollection(properties, group);
    group.refuse("unindexed", properties.unindexed(), "is an option of caches in Astra DB");
    group.set("setup-mode", properties.setupMode(), builder::setupMode);
    group.set("ttl", properties.ttl(), builder::ttl);
    group.set(
        "read-consistency",
        properties.readConsistency(),
        name -> builder.readConsistency(consistency(name)));
    group.set(
        "write-consistency",
        properties.writeConsistency(),
        name -> builder.writeConsistency(consistency(name)));
    group.set("execution-profile", properties.executionProfile(), builder::executionProfile);
    group.set("request-timeout", properties.requestTimeout(), builder::requestTimeout);
    group.set("setup-timeout", properties.setupTimeout(), builder::setupTimeout);
    group.set(
        "max-requests-in-flight", properties.maxRequestsInFlight(), builder::maxRequestsInFlight);
    group.set(
        "max-entry-size",
        properties.maxEntrySize(),
        (DataSize size) -> builder.maxEntryBytes(Math.toIntExact(size.toBytes())));
    return builder;
  }

  private static void refuseCollection(StoreOptions options, PropertyGroup group) {
    group.refuse("collection", options.collection(), "Cassandra has tables, not collections");
  }

  private @Nullable String keyspace(StoreOptions options, Source source, PropertyGroup group) {
    String set = options.keyspace() == null ? defaultKeyspace : options.keyspace();
    if (set == null && !source.hasKeyspace()) {
      throw group.failure(
          "keyspace",
          "is not set, and the session has no keyspace",
          "Set it, or set bytestore.cassandra.keyspace or spring.cassandra.keyspace-name.",
          null);
    }
    return set;
  }

  private static ConsistencyLevel consistency(String name) {
    String constant = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(DefaultConsistencyLevel.values())
        .filter(level -> level.name().equals(constant))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not one of %s"
                        .formatted(name, Arrays.toString(DefaultConsistencyLevel.values()))));
  }

  private Source source(PropertyGroup group) {
    CassandraConnection connection = beans.get(CassandraConnection.class);
    if (connection != null) {
      return new Source(connection, connection.session());
    }
    CqlSession session = beans.get(CqlSession.class);
    if (session == null) {
      throw group.failure(
          "backend",
          "the application has no connection to Cassandra",
          "Set bytestore.cassandra.contact-points, or define a bean of type CqlSession. Spring"
              + " Boot's Cassandra starter defines one from spring.cassandra properties.",
          null);
    }
    return new Source(null, session);
  }

  private record Source(@Nullable CassandraConnection connection, CqlSession session) {

    boolean hasKeyspace() {
      return (connection != null && connection.keyspace() != null)
          || session.getKeyspace().isPresent();
    }
  }
}

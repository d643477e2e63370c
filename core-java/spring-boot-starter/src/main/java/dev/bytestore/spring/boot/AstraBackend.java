package dev.bytestore.spring.boot;

import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;
import dev.bytestore.SetupMode;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.astra.AstraDbLlmCache;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** Stores and caches in Astra DB, on the application's connection. */
final class AstraBackend implements StoreBackend {

  private static final String ONLY_CASSANDRA = "is an option of tables in Cassandra";

  private final Beans beans;

  AstraBackend(Beans beans) {
    this.beans = beans;
  }

  @Override
  public Backend kind() {
    return Backend.ASTRA;
  }

  @Override
  public boolean isConnected() {
    return beans.has(AstraDbConnection.class);
  }

  @Override
  public Checked<ByteStore> byteStore(
      String beanName, StoreProperties properties, PropertyGroup group) {
    if (properties.collection() == null) {
      throw group.failure(
          "collection", "is not set", "Set it to the collection of the store.", null);
    }
    AstraDbByteStore.Builder builder = byteStoreBuilder(properties, group);
    beans.listen(beanName, builder::listener);
    beans.customize(AstraDbByteStore.Builder.class, beanName, builder);
    return new Checked<>(
        group.build(builder::build),
        timeout -> {
          ByteStore own =
              byteStoreBuilder(properties, group)
                  .setupMode(SetupMode.OFF)
                  .callTimeout(timeout)
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
    AstraDbLlmCache.Builder builder = llmCacheBuilder(properties, group);
    builder.listener(listeners.ofBuilder());
    beans.customize(AstraDbLlmCache.Builder.class, beanName, builder);
    return new Checked<>(
        listeners.applyTo(group.build(builder::build)),
        timeout -> {
          LlmCache own =
              llmCacheBuilder(properties, group)
                  .setupMode(SetupMode.OFF)
                  .callTimeout(timeout)
                  .build();
          return () -> own.lookupAsync(Checked.ABSENT, Checked.ABSENT);
        });
  }

  private AstraDbByteStore.Builder byteStoreBuilder(
      StoreProperties properties, PropertyGroup group) {
    AstraDbByteStore.Builder builder = AstraDbByteStore.builder(connection(group));
    refuseCassandraOptions(properties, group);
    group.refuse("keys-per-request", properties.keysPerRequest(), ONLY_CASSANDRA);
    group.refuse("page-size", properties.pageSize(), ONLY_CASSANDRA);
    group.set("collection", properties.collection(), builder::collection);
    group.set("setup-mode", properties.setupMode(), builder::setupMode);
    group.set("request-timeout", properties.requestTimeout(), builder::callTimeout);
    group.set("setup-timeout", properties.setupTimeout(), builder::setupTimeout);
    group.set(
        "max-requests-in-flight", properties.maxRequestsInFlight(), builder::maxRequestsInFlight);
    return builder;
  }

  private AstraDbLlmCache.Builder llmCacheBuilder(
      LlmCacheProperties properties, PropertyGroup group) {
    AstraDbLlmCache.Builder builder = AstraDbLlmCache.builder(connection(group));
    refuseCassandraOptions(properties, group);
    group.set("collection", properties.collection(), builder::collection);
    group.set("setup-mode", properties.setupMode(), builder::setupMode);
    group.set("request-timeout", properties.requestTimeout(), builder::callTimeout);
    group.set("setup-timeout", properties.setupTimeout(), builder::setupTimeout);
    group.set(
        "max-requests-in-flight", properties.maxRequestsInFlight(), builder::maxRequestsInFlight);
    group.set(
        "max-entry-size",
        properties.maxEntrySize(),
        (DataSize size) -> builder.maxEntryBytes(Math.toIntExact(size.toBytes())));
    group.set("unindexed", properties.unindexed(), builder::unindexed);
    return builder;
  }

  private static void refuseCassandraOptions(StoreOptions options, PropertyGroup group) {
    group.refuse("table", options.table(), "Astra DB has collections, not tables");
    group.refuse(
        "keyspace", options.keyspace(), "the keyspace of collections is bytestore.astra.keyspace");
    group.refuse("ttl", options.ttl(), "entries in Astra DB do not expire");
    group.refuse("read-consistency", options.readConsistency(), ONLY_CASSANDRA);
    group.refuse("write-consistency", options.writeConsistency(), ONLY_CASSANDRA);
    group.refuse("execution-profile", options.executionProfile(), ONLY_CASSANDRA);
  }

  private AstraDbConnection connection(PropertyGroup group) {
    AstraDbConnection connection = beans.get(AstraDbConnection.class);
    if (connection == null) {
      throw group.failure(
          "backend",
          "the application has no connection to Astra DB",
          "Set bytestore.astra.api-endpoint, or define a bean of type AstraDbConnection.",
          null);
    }
    return connection;
  }
}

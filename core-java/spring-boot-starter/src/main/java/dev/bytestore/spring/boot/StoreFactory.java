package dev.bytestore.spring.boot;

import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheListener;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;

/** Builds the stores and caches that the properties ask for, and remembers how to check them. */
final class StoreFactory {

  static final String STORE = "bytestore.store";
  static final String STORES = "bytestore.stores";
  static final String LLM_CACHE = "bytestore.llm-cache";

  private final Map<Backend, StoreBackend> backends = new EnumMap<>(Backend.class);
  private final NamedStoresProperties namedStores;
  private final ObjectProvider<LlmCacheListener> listeners;
  private final Map<String, Function<Duration, Supplier<CompletableFuture<?>>>> checks =
      new ConcurrentHashMap<>();

  StoreFactory(
      Collection<StoreBackend> backends,
      NamedStoresProperties namedStores,
      ObjectProvider<LlmCacheListener> listeners) {
    backends.forEach(backend -> this.backends.put(backend.kind(), backend));
    this.namedStores = namedStores;
    this.listeners = listeners;
  }

  ByteStore byteStore(String beanName, StoreProperties properties) {
    return byteStore(beanName, properties, new PropertyGroup(STORE));
  }

  /** Builds the store of {@code bytestore.stores.<name>}. */
  ByteStore namedStore(String name) {
    PropertyGroup group = new PropertyGroup(STORES + "." + name);
    StoreProperties properties = namedStores.stores().get(name);
    if (properties == null) {
      throw new IllegalStateException("%s is not set".formatted(group.prefix()));
    }
    return byteStore(name, properties, group);
  }

  private ByteStore byteStore(String beanName, StoreProperties properties, PropertyGroup group) {
    return remember(beanName, backend(properties, group).byteStore(beanName, properties, group));
  }

  LlmCache llmCache(String beanName, LlmCacheProperties properties) {
    PropertyGroup group = new PropertyGroup(LLM_CACHE);
    CacheListeners all =
        new CacheListeners(listeners.orderedStream().toList(), properties.failOpen());
    return remember(
        beanName, backend(properties, group).llmCache(beanName, properties, group, all));
  }

  /** How to check each store and cache that was built so far, by the name of its bean. */
  Map<String, Supplier<CompletableFuture<?>>> checks(Duration timeout) {
    Map<String, Supplier<CompletableFuture<?>>> result = new TreeMap<>();
    checks.forEach((name, check) -> result.put(name, check.apply(timeout)));
    return result;
  }

  private <T> T remember(String beanName, Checked<T> checked) {
    checks.put(beanName, checked.check());
    return checked.bean();
  }

  private StoreBackend backend(StoreOptions options, PropertyGroup group) {
    Backend kind = options.backend();
    if (kind == null) {
      kind = implied(options, group);
    }
    StoreBackend backend = backends.get(kind);
    if (backend == null) {
      String module = "bytestore-" + kind.name().toLowerCase(Locale.ROOT);
      throw group.failure(
          "backend", module + " is not on the class path", "Add it, or use another backend.", null);
    }
    return backend;
  }

  private Backend implied(StoreOptions options, PropertyGroup group) {
    if (options.table() != null && options.collection() != null) {
      throw group.failure(
          "backend",
          "both a table and a collection are set",
          "Set only the table for Cassandra, or only the collection for Astra DB.",
          null);
    }
    if (options.table() != null) {
      return Backend.CASSANDRA;
    }
    if (options.collection() != null) {
      return Backend.ASTRA;
    }
    List<Backend> connected =
        backends.values().stream()
            .filter(StoreBackend::isConnected)
            .map(StoreBackend::kind)
            .toList();
    if (connected.size() != 1) {
      throw group.failure(
          "backend",
          connected.isEmpty()
              ? "the application has no connection to Cassandra or Astra DB"
              : "the application has connections to both Cassandra and Astra DB",
          connected.isEmpty()
              ? "Set bytestore.cassandra.contact-points or bytestore.astra.api-endpoint."
              : "Set it to cassandra or astra.",
          null);
    }
    return connected.get(0);
  }
}

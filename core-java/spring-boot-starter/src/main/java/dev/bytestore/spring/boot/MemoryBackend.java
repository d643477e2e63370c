package dev.bytestore.spring.boot;

import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import java.util.List;

/** Stores and caches in memory. They have no options, so the properties are not used. */
final class MemoryBackend implements StoreBackend {

  @Override
  public Backend kind() {
    return Backend.MEMORY;
  }

  /** Memory is used only if a property says so. */
  @Override
  public boolean isConnected() {
    return false;
  }

  @Override
  public Checked<ByteStore> byteStore(
      String beanName, StoreProperties properties, PropertyGroup group) {
    ByteStore store = new InMemoryByteStore();
    return new Checked<>(store, timeout -> () -> store.mgetAsync(List.of(Checked.ABSENT)));
  }

  @Override
  public Checked<LlmCache> llmCache(
      String beanName,
      LlmCacheProperties properties,
      PropertyGroup group,
      CacheListeners listeners) {
    LlmCache cache = new InMemoryLlmCache();
    return new Checked<>(
        listeners.applyTo(cache),
        timeout -> () -> cache.lookupAsync(Checked.ABSENT, Checked.ABSENT));
  }
}

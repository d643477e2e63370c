package dev.bytestore.spring.boot;

import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import java.util.ArrayList;
import java.util.List;

/** Stores and caches in memory. They have no options, so the properties are not used. */
final class MemoryBackend implements StoreBackend {

  private final Beans beans;

  MemoryBackend(Beans beans) {
    this.beans = beans;
  }

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
    List<ByteStoreListener> listener = new ArrayList<>();
    beans.listen(beanName, listener::add);
    ByteStore store =
        listener.isEmpty() ? new InMemoryByteStore() : new InMemoryByteStore(listener.get(0));
    ByteStore unobserved = new InMemoryByteStore();
    return new Checked<>(store, timeout -> () -> unobserved.mgetAsync(List.of(Checked.ABSENT)));
  }

  @Override
  public Checked<LlmCache> llmCache(
      String beanName,
      LlmCacheProperties properties,
      PropertyGroup group,
      CacheListeners listeners) {
    LlmCache cache = new InMemoryLlmCache();
    return new Checked<>(
        listeners.observe(cache), // which hides nothing, because memory does not fail
        timeout -> () -> cache.lookupAsync(Checked.ABSENT, Checked.ABSENT));
  }
}

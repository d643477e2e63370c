package dev.bytestore.spring.boot;

import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;

/** Builds stores and caches in one kind of database. */
interface StoreBackend {

  Backend kind();

  /** Whether the application has a connection that stores can use. It is not opened to find out. */
  boolean isConnected();

  Checked<ByteStore> byteStore(String beanName, StoreProperties properties, PropertyGroup group);

  /** Builds a cache that reports hits and misses to {@code listeners}, unless it fails open. */
  Checked<LlmCache> llmCache(
      String beanName,
      LlmCacheProperties properties,
      PropertyGroup group,
      CacheListeners listeners);
}

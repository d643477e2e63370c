package dev.bytestore.internal.model;

/** How a caching model or a view of it uses the cache. */
public enum CacheMode {
  /** Reads from the cache, and stores the response on a miss. */
  CACHE,
  /** Only stores responses. */
  REFRESH,
  /** Neither reads from the cache nor writes to it. */
  BYPASS
}

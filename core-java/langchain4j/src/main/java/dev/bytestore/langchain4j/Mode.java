package dev.bytestore.langchain4j;

/** How a caching model, or a view of it, uses its cache. */
enum Mode {
  /** Looks up, and keeps what was not there. */
  CACHE,
  /** Keeps only. */
  REFRESH,
  /** Does neither. */
  BYPASS
}

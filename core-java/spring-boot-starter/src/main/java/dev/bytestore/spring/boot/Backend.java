package dev.bytestore.spring.boot;

/** Where a store keeps its entries. */
enum Backend {
  /** A table in Cassandra, or in Astra DB over CQL. */
  CASSANDRA,

  /** A collection in Astra DB, or on another server with a Data API. */
  ASTRA,

  /** The memory of the process, for tests. All other options of the store are ignored. */
  MEMORY
}

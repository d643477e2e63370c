package dev.bytestore.astra;

/** Kinds of servers with a Data API. The kind determines the default path and keyspace. */
public enum AstraDbEnvironment {
  /** Astra DB. */
  PROD("/api/json/v1"),
  /** Astra DB's development environment. */
  DEV("/api/json/v1"),
  /** Astra DB's test environment. */
  TEST("/api/json/v1"),
  /** DataStax Enterprise. */
  DSE("/v1"),
  /** DataStax Hyper-Converged Database. */
  HCD("/v1"),
  /** Apache Cassandra with Stargate's Data API. */
  CASSANDRA("/v1"),
  /** Any other server with a Data API. */
  OTHER("/v1");

  private final String basePath;

  AstraDbEnvironment(String basePath) {
    this.basePath = basePath;
  }

  String basePath() {
    return basePath;
  }

  boolean isAstra() {
    return this == PROD || this == DEV || this == TEST;
  }
}

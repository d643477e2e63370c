package dev.bytestore.astra;

/**
 * Kinds of servers with a Data API. By default the kind is derived from the endpoint: if its domain
 * is not one of Astra DB's, it is {@link #OTHER}. The kind sets only the defaults of {@link
 * AstraDbConnection.Builder#basePath} and {@link AstraDbConnection.Builder#keyspace}: the three
 * kinds of Astra DB have the same defaults, and so have all other kinds.
 */
public enum AstraDbEnvironment {
  /** Astra DB: hosts in {@code apps.astra.datastax.com}. */
  PROD("/api/json/v1"),
  /**
   * The environment for the development of Astra DB itself: {@code apps.astra-dev.datastax.com}.
   */
  DEV("/api/json/v1"),
  /** The environment for tests of Astra DB itself: {@code apps.astra-test.datastax.com}. */
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

package dev.bytestore.astra;

import dev.bytestore.ByteStore;
import dev.bytestore.SetupMode;
import dev.bytestore.testing.dataapi.DataApiServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server for the contract suites. It is a real one if the environment variables that Python
 * reads name one; {@code ASTRA_DB_API_BASE_PATH} then sets its path, if that is not the default.
 * Otherwise it is the stand-in.
 */
final class TestDataApi {

  private static final Logger LOG = LoggerFactory.getLogger(TestDataApi.class);
  private static final boolean REAL = System.getenv("ASTRA_DB_API_ENDPOINT") != null;

  private TestDataApi() {}

  /** A database that all tests share. */
  static AstraDbConnection shared() {
    return Shared.DATABASE;
  }

  /** A connection to the keyspace of {@code server}, with its token. */
  static AstraDbConnection.Builder connection(DataApiServer server) {
    return AstraDbConnection.builder(server.endpoint())
        .basePath(server.basePath())
        .keyspace(server.keyspace())
        .token(server.token());
  }

  /** Starts a stand-in with the collection {@code kv}, in which the key {@code k} has a value. */
  static DataApiServer serverWithAnEntry() {
    DataApiServer server = DataApiServer.start();
    server.createCollection("kv", "{\"indexing\":{\"allow\":[\"_id\"]}}");
    server.put("kv", "{\"_id\":\"k\",\"value\":\"dg==\"}");
    return server;
  }

  /** A store in the collection {@code kv} that sends nothing before it is called. */
  static ByteStore storeWithoutSetup(AstraDbConnection.Builder connection) {
    return AstraDbByteStore.builder(connection.build())
        .collection("kv")
        .setupMode(SetupMode.OFF)
        .build();
  }

  /** Deletes all documents of a collection in the shared database. */
  static void empty(String collection) {
    AstraDbLlmCache.builder(shared())
        .collection(collection)
        .setupMode(SetupMode.OFF)
        .build()
        .blocking()
        .clear();
  }

  private static AstraDbConnection real() {
    AstraDbConnection.Builder builder = AstraDbConnection.fromEnvironment();
    String basePath = System.getenv("ASTRA_DB_API_BASE_PATH");
    if (basePath != null) {
      builder.basePath(basePath);
    }
    return builder.build();
  }

  private static final class Shared {

    // Never closed: it has only daemon threads and ends with the JVM.
    static final AstraDbConnection DATABASE =
        REAL ? real() : connection(DataApiServer.builder().pageSize(20).start()).build();

    static {
      LOG.info("the contracts run on {}", DATABASE);
    }
  }
}

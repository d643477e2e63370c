package dev.bytestore.micrometer;

import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener;
import dev.bytestore.SetupMode;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.testing.dataapi.DataApiServer;

/** Stores whose calls complete on another thread, may wait, fail and be cancelled. */
final class Stores {

  private Stores() {}

  static DataApiServer server() {
    DataApiServer server = DataApiServer.start();
    server.createCollection("kv", "{\"indexing\":{\"allow\":[\"_id\"]}}");
    return server;
  }

  static ByteStore store(DataApiServer server, ByteStoreListener listener) {
    AstraDbConnection connection =
        AstraDbConnection.builder(server.endpoint())
            .basePath(server.basePath())
            .keyspace(server.keyspace())
            .token(server.token())
            .build();
    return AstraDbByteStore.builder(connection)
        .collection("kv")
        .setupMode(SetupMode.OFF)
        .maxRequestsInFlight(2)
        .listener(listener)
        .build();
  }
}

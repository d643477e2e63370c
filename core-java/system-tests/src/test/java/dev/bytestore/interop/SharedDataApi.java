package dev.bytestore.interop;

import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.util.HashMap;
import java.util.Map;

/** A stand-in for a Data API, and the arguments with which each side connects to it. */
final class SharedDataApi {

  private SharedDataApi() {}

  static AstraDbConnection connection(DataApiServer server) {
    return AstraDbConnection.builder(server.endpoint())
        .basePath(server.basePath())
        .keyspace(server.keyspace())
        .token(server.token())
        .build();
  }

  /** The arguments of Python's constructors. */
  static Map<String, Object> pythonConnection(DataApiServer server) {
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("api_endpoint", server.endpoint());
    arguments.put("token", server.token());
    arguments.put("namespace", server.keyspace());
    // The environment "prod" uses Astra DB's paths.
    arguments.put("environment", server.basePath().equals("/v1") ? "other" : "prod");
    return arguments;
  }

  /** The arguments of Python's constructors for a collection. */
  static Map<String, Object> collection(DataApiServer server, String name) {
    Map<String, Object> arguments = pythonConnection(server);
    arguments.put("collection_name", name);
    return arguments;
  }
}

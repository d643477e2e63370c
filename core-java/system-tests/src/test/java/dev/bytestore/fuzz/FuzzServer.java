package dev.bytestore.fuzz;

import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Lets child processes use the Cassandra of this JVM, because a start takes ten seconds. */
final class FuzzServer {

  private FuzzServer() {}

  static Map<String, String> environment() {
    CassandraServer server = TestCassandra.server();
    String contactPoints =
        server.contactPoints().stream()
            .map(address -> address.getHostString() + ":" + address.getPort())
            .collect(Collectors.joining(","));
    Map<String, String> environment = new HashMap<>();
    environment.put("CASSANDRA_CONTACT_POINTS", contactPoints);
    environment.put("CASSANDRA_LOCAL_DC", server.localDatacenter());
    environment.put("BYTESTORE_TEST_CASSANDRA", ""); // overrides the other variables
    server
        .credentials()
        .ifPresent(
            credentials -> {
              environment.put("CASSANDRA_USERNAME", credentials.username());
              environment.put("CASSANDRA_PASSWORD", credentials.password());
            });
    return environment;
  }
}

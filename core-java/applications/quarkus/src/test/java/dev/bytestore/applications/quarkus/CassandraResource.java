package dev.bytestore.applications.quarkus;

import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells the application where the tests' Cassandra is, which ends with this JVM. */
public class CassandraResource implements QuarkusTestResourceLifecycleManager {

  @Override
  public Map<String, String> start() {
    CassandraServer server = TestCassandra.server();
    Map<String, String> properties = new HashMap<>();
    properties.put(
        "quarkus.cassandra.contact-points",
        server.contactPoints().stream()
            .map(point -> point.getHostString() + ":" + point.getPort())
            .collect(Collectors.joining(",")));
    properties.put("quarkus.cassandra.local-datacenter", server.localDatacenter());
    properties.put("quarkus.cassandra.keyspace", TestCassandra.newKeyspace());
    server
        .credentials()
        .ifPresent(
            login -> {
              properties.put("quarkus.cassandra.auth.username", login.username());
              properties.put("quarkus.cassandra.auth.password", login.password());
            });
    return properties;
  }

  @Override
  public void stop() {}
}

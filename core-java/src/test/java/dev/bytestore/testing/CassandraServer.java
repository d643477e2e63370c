package dev.bytestore.testing;

import dev.bytestore.embedded.EmbeddedCassandra;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.cassandra.CassandraContainer;

/**
 * A real Cassandra from wherever one can be had: the user's own, if {@code
 * CASSANDRA_CONTACT_POINTS} names it (and {@code CASSANDRA_LOCAL_DC}, {@code CASSANDRA_USERNAME},
 * {@code CASSANDRA_PASSWORD} where needed), else a container where a Docker engine serves, else a
 * process of its own.
 *
 * @param isOurs whether it is gone with this JVM
 */
public record CassandraServer(
    String description,
    List<InetSocketAddress> contactPoints,
    String localDatacenter,
    Optional<Credentials> credentials,
    boolean isOurs) {

  private static final Logger LOG = LoggerFactory.getLogger(CassandraServer.class);
  private static final String IMAGE = "cassandra:5.0";
  private static final int CQL_PORT = 9042;

  /** A name and a password. */
  public record Credentials(String username, String password) {

    @Override
    public String toString() {
      return username + ", <hidden>";
    }
  }

  /** Finds or starts a server, and logs which and why. What was started ends with this JVM. */
  public static CassandraServer find() {
    String contactPoints = System.getenv("CASSANDRA_CONTACT_POINTS");
    if (contactPoints != null && !contactPoints.isBlank()) {
      LOG.info("using the Cassandra at {}, which CASSANDRA_CONTACT_POINTS names", contactPoints);
      return named(contactPoints);
    }
    try {
      if (DockerClientFactory.instance().isDockerAvailable()) {
        LOG.info("using a container of {}, as a Docker engine serves", IMAGE);
        return container();
      }
      LOG.info("using an embedded Cassandra, as no Docker engine serves");
    } catch (RuntimeException e) { // a daemon without the image, or without a way to pull it
      LOG.info("using an embedded Cassandra, as the Docker engine fails: {}", e.toString());
    }
    return embedded(EmbeddedCassandra.start());
  }

  /** A server that was started as a process, which lasts until it is closed or this JVM ends. */
  public static CassandraServer embedded(EmbeddedCassandra cassandra) {
    return new CassandraServer(
        cassandra.description(),
        cassandra.contactPoints(),
        cassandra.localDatacenter(),
        Optional.empty(),
        true);
  }

  @SuppressWarnings("resource") // ends with this JVM, by Testcontainers' own watch
  private static CassandraServer container() {
    CassandraContainer container = new CassandraContainer(IMAGE);
    container.start();
    return new CassandraServer(
        "a container of " + IMAGE,
        List.of(container.getContactPoint()),
        container.getLocalDatacenter(),
        Optional.empty(),
        true);
  }

  private static CassandraServer named(String contactPoints) {
    List<InetSocketAddress> addresses =
        Arrays.stream(contactPoints.split(","))
            .map(String::strip)
            .filter(point -> !point.isEmpty())
            .map(CassandraServer::address)
            .toList();
    return new CassandraServer(
        "the Cassandra at " + contactPoints,
        addresses,
        environment("CASSANDRA_LOCAL_DC").orElse("datacenter1"),
        environment("CASSANDRA_USERNAME")
            .map(name -> new Credentials(name, environment("CASSANDRA_PASSWORD").orElse(""))),
        false);
  }

  private static InetSocketAddress address(String contactPoint) {
    int colon = contactPoint.lastIndexOf(':');
    return colon < 0
        ? new InetSocketAddress(contactPoint, CQL_PORT)
        : new InetSocketAddress(
            contactPoint.substring(0, colon), Integer.parseInt(contactPoint.substring(colon + 1)));
  }

  private static Optional<String> environment(String name) {
    @Nullable String value = System.getenv(name);
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }
}

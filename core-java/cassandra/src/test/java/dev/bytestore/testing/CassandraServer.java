package dev.bytestore.testing;

import dev.bytestore.embedded.EmbeddedCassandra;
import dev.bytestore.testing.rules.FewRowsPerPage;
import dev.bytestore.testing.rules.LateTables;
import dev.bytestore.testing.rules.RuleProxy;
import dev.bytestore.testing.rules.ServerRules;
import dev.bytestore.testing.rules.StrictRules;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.cassandra.CassandraContainer;

/**
 * A real Cassandra, the first of these that is available:
 *
 * <ol>
 *   <li>the user's own, if {@code CASSANDRA_CONTACT_POINTS} is set; {@code CASSANDRA_LOCAL_DC},
 *       {@code CASSANDRA_USERNAME} and {@code CASSANDRA_PASSWORD} are optional
 *   <li>a container, if a Docker engine has the image
 *   <li>a child process
 * </ol>
 *
 * <p>{@code BYTESTORE_TEST_CASSANDRA=container} or {@code =embedded} selects the second or the
 * third. Other values select an older version, or a server behind a {@link RuleProxy}.
 *
 * @param isOurs whether the server ends with this JVM
 */
public record CassandraServer(
    String description,
    List<InetSocketAddress> contactPoints,
    String localDatacenter,
    Optional<Credentials> credentials,
    boolean isOurs) {

  private static final Logger LOG = LoggerFactory.getLogger(CassandraServer.class);
  private static final Duration CONTAINER_LIMIT = Duration.ofMinutes(3);
  private static final int CQL_PORT = 9042;

  /** A user name and a password. */
  public record Credentials(String username, String password) {

    @Override
    public String toString() {
      return username + ", <hidden>";
    }
  }

  /** Finds or starts a server, and logs which one and why. A started server ends with this JVM. */
  public static CassandraServer find() {
    ServerChoice choice = ServerChoice.of(System.getenv());
    return switch (choice.source()) {
      case NAMED -> {
        String contactPoints = environment("CASSANDRA_CONTACT_POINTS").orElseThrow();
        LOG.info("using the Cassandra at {}: {}", contactPoints, choice.reason());
        yield named(contactPoints);
      }
      case CONTAINER -> {
        LOG.info("using a container of {}: {}", ServerChoice.IMAGE, choice.reason());
        yield choice.mayFallBack() ? containerOrEmbedded() : container();
      }
      case EMBEDDED -> {
        LOG.info("using an embedded Cassandra: {}", choice.reason());
        yield embedded(EmbeddedCassandra.start());
      }
      case CASSANDRA_4_0 -> embeddedVersion("4.0");
      case CASSANDRA_4_1 -> embeddedVersion("4.1");
      case SHORT_PAGES -> behindRules(node -> new FewRowsPerPage());
      case STRICT -> behindRules(node -> new StrictRules());
      case LATE_TABLES -> behindRules(node -> new LateTables(TestCassandra.connect(node).build()));
    };
  }

  /** Whether {@link #find} would start a container, for tests that start it in another way. */
  public static boolean isContainer() {
    return ServerChoice.of(System.getenv()).source() == ServerChoice.Source.CONTAINER;
  }

  /** A server in a child process, which runs until it is closed or this JVM ends. */
  public static CassandraServer embedded(EmbeddedCassandra cassandra) {
    return new CassandraServer(
        cassandra.description(),
        cassandra.contactPoints(),
        cassandra.localDatacenter(),
        Optional.empty(),
        true);
  }

  private static CassandraServer embeddedVersion(String version) {
    return embedded(EmbeddedCassandra.builder().version(version).start());
  }

  /** An embedded server behind a proxy. */
  private static CassandraServer behindRules(Function<CassandraServer, ServerRules> rules) {
    CassandraServer node = embedded(EmbeddedCassandra.start());
    ServerRules ofServer = rules.apply(node);
    RuleProxy proxy = RuleProxy.start(node.contactPoints().get(0), ofServer);
    return new CassandraServer(
        "%s, with %s".formatted(node.description(), ofServer.description()),
        List.of(proxy.address()),
        node.localDatacenter(),
        Optional.empty(),
        true);
  }

  /** Starts a container. Its images are present, so if it takes longer than the limit, it hangs. */
  private static CassandraServer containerOrEmbedded() {
    CompletableFuture<CassandraServer> server = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                server.complete(container());
              } catch (Throwable e) {
                server.completeExceptionally(e);
              }
            },
            "container-start");
    thread.setDaemon(true);
    thread.start();
    try {
      return server.orTimeout(CONTAINER_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    } catch (RuntimeException e) {
      LOG.info("using an embedded Cassandra: the container did not start ({})", e.toString());
      return embedded(EmbeddedCassandra.start());
    }
  }

  @SuppressWarnings("resource") // Testcontainers stops it when this JVM ends
  private static CassandraServer container() {
    CassandraContainer container = new CassandraContainer(ServerChoice.IMAGE);
    container.start();
    return new CassandraServer(
        "a container of " + ServerChoice.IMAGE,
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

package dev.bytestore.testing;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import dev.bytestore.embedded.EmbeddedCassandra;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real Cassandra that the tests of this JVM share. It starts on first use, and ends with the
 * JVM, even if that crashes.
 */
public final class TestCassandra {

  private static final Logger LOG = LoggerFactory.getLogger(TestCassandra.class);
  private static final AtomicInteger KEYSPACES = new AtomicInteger();

  private TestCassandra() {}

  /** A session without a keyspace. All tests share it, so do not close it. */
  public static CqlSession session() {
    return Shared.SESSION;
  }

  /** The server itself. */
  public static CassandraServer server() {
    return Shared.SERVER;
  }

  /** A builder of another session on the same server, which the caller must close. */
  public static CqlSessionBuilder newSession() {
    return connect(Shared.SERVER);
  }

  /** A builder of a session on {@code server}, with long timeouts for a busy machine. */
  public static CqlSessionBuilder connect(CassandraServer server) {
    CqlSessionBuilder builder =
        CqlSession.builder()
            .addContactPoints(server.contactPoints())
            .withLocalDatacenter(server.localDatacenter())
            .withConfigLoader(patience());
    server.credentials().ifPresent(c -> builder.withAuthCredentials(c.username(), c.password()));
    return builder;
  }

  /**
   * A session with all permissions, on a server that requires passwords. This may have to wait:
   * such a server accepts clients a moment before it has created its first role.
   */
  public static CqlSession administrator(EmbeddedCassandra cassandra) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .ignoreException(AllNodesFailedException.class)
        .until(
            () ->
                connect(CassandraServer.embedded(cassandra))
                    .withAuthCredentials("cassandra", "cassandra")
                    .build(),
            Objects::nonNull);
  }

  /** The driver's configuration, with long timeouts for a busy machine. */
  public static DriverConfigLoader patience() {
    return DriverConfigLoader.programmaticBuilder()
        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(10))
        // By default the driver answers each CREATE and DROP a second late.
        .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(10))
        .withInt(DefaultDriverOption.REQUEST_TRACE_ATTEMPTS, 100)
        .withDuration(DefaultDriverOption.REQUEST_TRACE_INTERVAL, Duration.ofMillis(50))
        .startProfile("patient")
        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(60))
        .endProfile()
        .build();
  }

  /** A new empty keyspace, which is dropped when the JVM ends. */
  public static String newKeyspace() {
    String name =
        "bytestore_test_%d_%d"
            .formatted(ProcessHandle.current().pid(), KEYSPACES.incrementAndGet());
    createKeyspace(session(), name, 1);
    if (!Shared.SERVER.isOurs()) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> dropKeyspace(name)));
    }
    return name;
  }

  public static void createKeyspace(CqlSession session, String name, int replicationFactor) {
    session.execute(
        "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'SimpleStrategy',"
                .formatted(CqlIdentifier.fromInternal(name).asCql(true))
            + " 'replication_factor': %d}".formatted(replicationFactor));
  }

  private static void dropKeyspace(String name) {
    try (CqlSession session = newSession().build()) {
      session.execute("DROP KEYSPACE IF EXISTS " + name);
    }
  }

  private static final class Shared {

    static final CassandraServer SERVER = CassandraServer.find();
    static final CqlSession SESSION = connect(SERVER).build();

    static {
      LOG.info("tests run on {}", SERVER.description());
    }
  }
}

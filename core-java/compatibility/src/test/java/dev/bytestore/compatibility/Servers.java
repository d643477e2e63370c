package dev.bytestore.compatibility;

import dev.bytestore.embedded.EmbeddedCassandra;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Embedded servers that child JVMs share. One at a time: each takes more than a gigabyte. */
final class Servers implements AutoCloseable {

  private @Nullable String version;
  private @Nullable EmbeddedCassandra running;

  /** Starts a server, unless it runs already, and returns the variables that name it to tests. */
  Map<String, String> environment(String majorAndMinor) {
    if (!majorAndMinor.equals(version)) {
      close();
      running = EmbeddedCassandra.builder().version(majorAndMinor).start();
      version = majorAndMinor;
    }
    InetSocketAddress node = running.contactPoints().get(0);
    return Map.of(
        "CASSANDRA_CONTACT_POINTS",
        "%s:%d".formatted(node.getHostString(), node.getPort()),
        "CASSANDRA_LOCAL_DC",
        running.localDatacenter(),
        // Empty, so that variables that name another server do not count.
        "CASSANDRA_USERNAME",
        "",
        "BYTESTORE_TEST_CASSANDRA",
        "");
  }

  @Override
  public void close() {
    if (running != null) {
      running.close();
      running = null;
      version = null;
    }
  }
}

package dev.bytestore.interop;

import java.net.InetSocketAddress;
import java.util.List;

/** Processes that measure what Python's clients of Cassandra cost. */
public final class PythonClients {

  private static final String REQUIREMENTS = "requirements-clients.txt";

  private PythonClients() {}

  /**
   * Prepares a process of {@code client_cost.py}.
   *
   * @throws java.io.UncheckedIOException if the packages cannot be installed here
   */
  public static ProcessBuilder process(String client, InetSocketAddress node, String keyspace) {
    return PythonEnvironment.python(
        REQUIREMENTS,
        List.of(
            "client_cost.py",
            client,
            node.getAddress().getHostAddress(),
            String.valueOf(node.getPort()),
            keyspace));
  }
}

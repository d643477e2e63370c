package dev.bytestore.embedded;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * A real Cassandra, one child process a node, that listens on loopback addresses only and keeps
 * everything in one temporary directory.
 *
 * <p>Processes and directory are gone after {@link #close()}, and also when this JVM ends without
 * it: at the latest when the servers see that their parent died. Data never outlives them.
 *
 * <p>Safe for use by many threads. Any number can run side by side, on ports of their own.
 */
public final class EmbeddedCassandra implements AutoCloseable {
  private final ClusterAddresses addresses;
  private final Path directory;
  private final List<CassandraNode> nodes = new CopyOnWriteArrayList<>();
  // Also keeps the processes reachable: collected, they would close the pipes and end the servers.
  private final Thread shutdownHook = new Thread(this::stop, "embedded-cassandra-shutdown");

  private EmbeddedCassandra(int size) {
    addresses = ClusterAddresses.free(size);
    directory = TemporaryDirectory.create();
  }

  /**
   * Starts one node with the defaults, and waits until it serves.
   *
   * @throws IllegalStateException as {@link Builder#start()} does
   */
  public static EmbeddedCassandra start() {
    return builder().start();
  }

  /** Returns a builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where clients connect: the address of every node, in the order they were started. */
  public List<InetSocketAddress> contactPoints() {
    return addresses.contactPoints();
  }

  /** The name of the only data center, which drivers ask for. */
  public String localDatacenter() {
    return "datacenter1";
  }

  /** Says in one line, for people, what runs and where its logs are. */
  public String description() {
    return "embedded Cassandra %s, %s %s, %s %s"
        .formatted(
            ServerCommand.cassandraVersion(),
            nodes.size() == 1 ? "process" : "processes",
            joined(nodes.stream().map(CassandraNode::processId).toList()),
            nodes.size() == 1 ? "log" : "logs",
            joined(nodes.stream().map(CassandraNode::log).toList()));
  }

  /**
   * Kills one node, as a crash would, and waits until it is gone; it does not come back. The others
   * go on. Killing it again does nothing.
   *
   * @param node its place in {@link #contactPoints()}
   */
  public void kill(int node) {
    nodes.get(node).kill();
  }

  /**
   * Kills the servers, waits until they are gone, and deletes what they wrote. Closing again does
   * nothing. An interrupt does not cut it short.
   */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is shutting down, and the hook finds nothing left to do.
    }
  }

  private void stop() {
    nodes.forEach(CassandraNode::kill);
    TemporaryDirectory.delete(directory);
  }

  private void startNodes(Builder options) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(shutdownHook);
    for (int node = 0; node < options.nodes; node++) {
      nodes.add(CassandraNode.start(directory, addresses, node, options));
      nodes.get(node).awaitReady(options.startTimeout);
    }
    for (CassandraNode node : nodes) {
      node.awaitComplete(options.startTimeout);
    }
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  /**
   * What to start. Not safe for use by several threads at once; each {@link #start()} starts a
   * cluster of its own.
   */
  public static final class Builder {
    private static final int MOST_NODES = 254;

    final Map<String, Object> settings = new LinkedHashMap<>();
    int nodes = 1;
    int heapMegabytes = 1024;
    Duration startTimeout = Duration.ofMinutes(3);

    private Builder() {}

    /**
     * How many nodes make up the cluster; 1 by default. They listen on 127.0.0.1, 127.0.0.2 and so
     * on, which Linux serves by itself and macOS only once each is configured.
     */
    public Builder nodes(int count) {
      if (count < 1 || count > MOST_NODES) {
        throw new IllegalArgumentException("nodes must be 1 to " + MOST_NODES + ", was " + count);
      }
      nodes = count;
      return this;
    }

    /**
     * Adds a setting of cassandra.yaml on every node, or overrides a default of this class.
     *
     * @param yamlKey a key of cassandra.yaml, other than those of addresses, ports, seeds and
     *     directories. That Cassandra knows it is found out by {@link #start()}
     * @param value a number, a boolean, a string, or a list or map of such; of anything else, its
     *     {@code toString()}
     */
    public Builder setting(String yamlKey, Object value) {
      if (ServerSettings.FIXED.contains(yamlKey)) {
        throw new IllegalArgumentException(yamlKey + " is chosen by EmbeddedCassandra");
      }
      settings.put(yamlKey, Objects.requireNonNull(value, "value"));
      return this;
    }

    /** The heap of each node, 1024 by default; a process takes some 400 MB on top. */
    public Builder heapMegabytes(int megabytes) {
      if (megabytes < 1) {
        throw new IllegalArgumentException("heapMegabytes must be positive, was " + megabytes);
      }
      heapMegabytes = megabytes;
      return this;
    }

    /** How long each node may take until it serves; 3 minutes by default. */
    public Builder startTimeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("startTimeout must be positive, was " + timeout);
      }
      startTimeout = timeout;
      return this;
    }

    /**
     * Starts the nodes one after the other and waits until each serves clients and sees all the
     * others. When a port was taken at the last moment it tries once more with others.
     *
     * @throws IllegalStateException when a node ends or is not ready in time, with the end of its
     *     log in the message; or when the thread is interrupted, which stays so. Nothing is left
     *     running then
     * @throws java.io.UncheckedIOException when its files or its process cannot be made
     */
    public EmbeddedCassandra start() {
      try {
        return startOnce();
      } catch (PortTakenException e) {
        return startOnce();
      }
    }

    private EmbeddedCassandra startOnce() {
      EmbeddedCassandra cassandra = new EmbeddedCassandra(nodes);
      boolean started = false;
      try {
        cassandra.startNodes(this);
        started = true;
        return cassandra;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while Cassandra was starting", e);
      } finally {
        if (!started) {
          cassandra.close();
        }
      }
    }
  }
}

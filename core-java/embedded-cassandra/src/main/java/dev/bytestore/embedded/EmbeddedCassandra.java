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
 * A real Cassandra cluster for tests: one child process per node. The nodes listen only on loopback
 * addresses and keep all data in one temporary directory.
 *
 * <p>{@link #close()} ends the processes and deletes the directory. The same happens when this JVM
 * ends without it, even in a crash.
 *
 * <p>Safe for use by many threads. Several clusters can run at the same time, on different ports.
 */
public final class EmbeddedCassandra implements AutoCloseable {
  private final ClusterAddresses addresses;
  private final Path directory;
  private final List<CassandraNode> nodes = new CopyOnWriteArrayList<>();
  private final Builder options;
  // Also keeps the processes reachable. A process that is garbage collected closes its pipe, and
  // the server ends.
  private final Thread shutdownHook = new Thread(this::stop, "embedded-cassandra-shutdown");

  private EmbeddedCassandra(Builder options) {
    this.options = options;
    addresses = ClusterAddresses.free(options.nodes);
    directory = TemporaryDirectory.create();
  }

  /**
   * Starts one node with the default options, and waits until it serves clients.
   *
   * @throws IllegalStateException see {@link Builder#start()}
   */
  public static EmbeddedCassandra start() {
    return builder().start();
  }

  /** Returns a builder with the default options. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the addresses to connect to: one per node, in the order of their start. */
  public List<InetSocketAddress> contactPoints() {
    return addresses.contactPoints();
  }

  /** Returns the name of the only datacenter. */
  public String localDatacenter() {
    return "datacenter1";
  }

  /** Returns one line for people: the version, the processes and the log files. */
  public String description() {
    return "embedded Cassandra %s, %s %s, %s %s"
        .formatted(
            ServerCommand.cassandraVersion(options.version),
            nodes.size() == 1 ? "process" : "processes",
            joined(nodes.stream().map(CassandraNode::processId).toList()),
            nodes.size() == 1 ? "log" : "logs",
            joined(nodes.stream().map(CassandraNode::log).toList()));
  }

  /**
   * Kills one node like a crash, and waits until it is gone. The other nodes keep running. Killing
   * it again does nothing.
   *
   * @param node the index of the node in {@link #contactPoints()}
   */
  public void kill(int node) {
    nodes.get(node).kill();
  }

  /**
   * Starts a killed node again with its data and addresses, and waits until it serves clients and
   * sees all other nodes.
   *
   * @param node the index of the node in {@link #contactPoints()}
   * @throws IllegalStateException if the nodes are not {@linkplain Builder#restartable()
   *     restartable}, or as in {@link Builder#start()}
   */
  public void restart(int node) {
    if (!options.restartable) {
      throw new IllegalStateException("the nodes cannot be restarted; set restartable()");
    }
    try {
      nodes.get(node).restart();
      nodes.get(node).awaitReady(options.startTimeout);
      nodes.get(node).awaitComplete(options.startTimeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Cassandra was starting", e);
    }
  }

  /**
   * Returns the id of a node's process, to send signals to it.
   *
   * @param node the index of the node in {@link #contactPoints()}
   */
  public long processId(int node) {
    return nodes.get(node).processId();
  }

  /**
   * Drops all messages between two running nodes from now on, in both directions, or lets them pass
   * again. Clients still reach both nodes.
   */
  public void setConnected(int node, int other, boolean connected) {
    NodeCommand command = connected ? NodeCommand.RECONNECT : NodeCommand.DISCONNECT;
    nodes.get(node).tell(command, addresses.hosts().get(other).getHostAddress());
    nodes.get(other).tell(command, addresses.hosts().get(node).getHostAddress());
  }

  /**
   * Sets the clock of a running node to the system's clock plus {@code offset}. A restart resets
   * it.
   *
   * @throws IllegalStateException if the nodes do not have {@linkplain Builder#adjustableClocks()
   *     adjustable clocks}
   */
  public void setClockOffset(int node, Duration offset) {
    if (!options.adjustableClocks) {
      throw new IllegalStateException("the clocks cannot be set; use adjustableClocks()");
    }
    nodes.get(node).tell(NodeCommand.CLOCK, offset.toMillis());
  }

  /**
   * Kills the servers, waits until they are gone, and deletes their files. Closing again does
   * nothing. An interrupt does not stop it.
   */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is shutting down. The hook has nothing left to do.
    }
  }

  private void stop() {
    nodes.forEach(CassandraNode::kill);
    TemporaryDirectory.delete(directory);
  }

  private void startNodes() throws InterruptedException {
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
   * The options of a cluster. Each {@link #start()} starts a new cluster. Not safe for use by
   * several threads at once.
   */
  public static final class Builder {
    private static final int MAX_NODES = 254;

    final Map<String, Object> settings = new LinkedHashMap<>();
    String version = ServerCommand.DEFAULT_VERSION;
    int nodes = 1;
    int heapMegabytes = 1024;
    boolean restartable;
    boolean adjustableClocks;
    Duration startTimeout = Duration.ofMinutes(3);

    private Builder() {}

    /**
     * The version of Cassandra, such as "4.1". The class path must have the artifact {@code
     * bytestore-embedded-cassandra-4.1}, which the Maven profile {@code engines} builds. Default:
     * the version that this module depends on.
     */
    public Builder version(String majorAndMinor) {
      version = Objects.requireNonNull(majorAndMinor, "majorAndMinor");
      return this;
    }

    /**
     * The number of nodes, from 1 to 254. They listen on 127.0.0.1, 127.0.0.2 and so on. On macOS,
     * addresses after the first must be configured before. Default: 1.
     *
     * @throws IllegalArgumentException if it is not in that range
     */
    public Builder nodes(int count) {
      if (count < 1 || count > MAX_NODES) {
        throw new IllegalArgumentException(
            "nodes: %d is not between 1 and %d".formatted(count, MAX_NODES));
      }
      nodes = count;
      return this;
    }

    /**
     * Sets a setting of cassandra.yaml on every node. It overrides the default of this class.
     *
     * @param yamlKey a key of cassandra.yaml. If Cassandra does not know it, {@link #start()} fails
     * @param value a number, a boolean, a string, or a list or map of these; any other value is
     *     written as its {@code toString()}
     * @throws IllegalArgumentException if the key is for addresses, ports, seeds or directories,
     *     which this class chooses
     */
    public Builder setting(String yamlKey, Object value) {
      if (ServerSettings.FIXED.contains(yamlKey)) {
        throw new IllegalArgumentException(
            yamlKey + ": cannot be set, because EmbeddedCassandra chooses it");
      }
      settings.put(yamlKey, Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Lets killed nodes be started again with {@link EmbeddedCassandra#restart}. A node then
     * confirms a write only once it is on disk, so a restarted node has all writes that it
     * confirmed. Starting and writing take longer. Default: not restartable.
     */
    public Builder restartable() {
      restartable = true;
      return this;
    }

    /** Lets {@link EmbeddedCassandra#setClockOffset} set the clocks. Default: not adjustable. */
    public Builder adjustableClocks() {
      adjustableClocks = true;
      return this;
    }

    /**
     * The heap of each node, in megabytes. A process needs about 400 MB in addition. Default: 1024.
     *
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder heapMegabytes(int megabytes) {
      if (megabytes < 1) {
        throw new IllegalArgumentException(
            "heapMegabytes: %d is not positive".formatted(megabytes));
      }
      heapMegabytes = megabytes;
      return this;
    }

    /**
     * How long {@link #start()} waits for each node. Default: 3 minutes.
     *
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder startTimeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("startTimeout: %s is not positive".formatted(timeout));
      }
      startTimeout = timeout;
      return this;
    }

    /**
     * Starts the nodes one after the other, and waits until each serves clients and sees all other
     * nodes. If another process took a port in the meantime, it tries once more with other ports.
     * After a failure, no node is left running.
     *
     * @throws IllegalStateException if a node exits or is not ready in time; the message has the
     *     end of its log. Also if the class path of the {@link #version} is missing, or if the
     *     thread is interrupted; it stays interrupted
     * @throws java.io.UncheckedIOException if files cannot be written or a process cannot be
     *     started
     */
    public EmbeddedCassandra start() {
      try {
        return startOnce();
      } catch (PortTakenException e) {
        return startOnce();
      }
    }

    private EmbeddedCassandra startOnce() {
      EmbeddedCassandra cassandra = new EmbeddedCassandra(this);
      boolean started = false;
      try {
        cassandra.startNodes();
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

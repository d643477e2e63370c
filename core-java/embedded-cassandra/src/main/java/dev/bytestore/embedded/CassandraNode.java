package dev.bytestore.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One running server process. */
final class CassandraNode {
  private static final int LOG_LINES_SHOWN = 40;
  private static final String ARGUMENT_FILE = "java-arguments";

  private final Path directory;
  private final InetSocketAddress address;
  private volatile Process process;

  private CassandraNode(Path directory, InetSocketAddress address, Process process) {
    this.directory = directory;
    this.address = address;
    this.process = process;
  }

  /** Starts the process and returns. The node serves clients only later. */
  static CassandraNode start(
      Path clusterDirectory,
      ClusterAddresses addresses,
      int node,
      EmbeddedCassandra.Builder options) {
    Path directory = clusterDirectory.resolve("node" + (node + 1));
    try {
      Files.createDirectories(directory.resolve("tmp"));
      Path yaml = directory.resolve("cassandra.yaml");
      Files.writeString(yaml, ServerSettings.yaml(addresses, node, directory, options));
      Files.writeString(
          directory.resolve(ARGUMENT_FILE),
          ServerCommand.arguments(clusterDirectory, directory, yaml, options));
      return new CassandraNode(
          directory, addresses.contactPoints().get(node), startProcess(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process startProcess(Path directory) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(ServerCommand.java(), "@" + directory.resolve(ARGUMENT_FILE))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(directory.resolve("server.log").toFile()));
    // These options and agents are meant for the parent only.
    builder
        .environment()
        .keySet()
        .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
    return builder.start();
  }

  /** Starts a killed node again, with its data and addresses, and returns. */
  void restart() {
    try {
      Files.deleteIfExists(directory.resolve(CassandraServer.READY_FILE));
      Files.deleteIfExists(directory.resolve(CassandraServer.COMPLETE_FILE));
      process = startProcess(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the node serves clients. */
  void awaitReady(Duration timeout) throws InterruptedException {
    await(CassandraServer.READY_FILE, timeout);
  }

  /** Waits until the node sees all other nodes. */
  void awaitComplete(Duration timeout) throws InterruptedException {
    await(CassandraServer.COMPLETE_FILE, timeout);
  }

  private void await(String marker, Duration timeout) throws InterruptedException {
    long start = System.nanoTime();
    while (!Files.exists(directory.resolve(marker)) || !acceptsConnections()) {
      if (!process.isAlive()) {
        String log = endOfLog();
        String message =
            "Cassandra at %s exited with code %d; %s".formatted(address, process.exitValue(), log);
        throw isPortTaken(log)
            ? new PortTakenException(message)
            : new IllegalStateException(message);
      }
      if (System.nanoTime() - start > timeout.toNanos()) {
        throw new IllegalStateException(
            "Cassandra at %s was not %s within %s; %s"
                .formatted(address, marker, timeout, endOfLog()));
      }
      Thread.sleep(20);
    }
  }

  private boolean acceptsConnections() {
    try (Socket socket = new Socket()) {
      socket.connect(address, 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String endOfLog() {
    try {
      // Not readString: the log of a crashed server may not be valid UTF-8.
      List<String> lines =
          new String(Files.readAllBytes(log()), StandardCharsets.UTF_8).lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
      return "the end of its log:\n" + String.join("\n", last);
    } catch (IOException e) {
      return "its log cannot be read: " + e;
    }
  }

  private static boolean isPortTaken(String log) {
    return log.contains("Address already in use")
        || log.contains("is in use by another process")
        || log.contains("Failed to bind port");
  }

  /** Sends a command to the running process. */
  synchronized void tell(NodeCommand command, Object argument) {
    try {
      OutputStream input = process.getOutputStream();
      input.write(command.line(argument).getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cassandra at " + address + " does not run", e);
    }
  }

  long processId() {
    return process.pid();
  }

  Path log() {
    return directory.resolve("server.log");
  }

  /** Kills the process and waits until it is gone. Its data need no orderly shutdown. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }
}

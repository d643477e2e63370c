package dev.bytestore.benchmark;

import dev.bytestore.interop.PythonClients;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import io.netty.channel.epoll.Epoll;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a key costs the store, the hand-written loop with several options of the driver, and
 * Python's clients: processor time on one node, each in a process of its own. The processes take
 * turns.
 *
 * <p>{@code ./mvnw -Pbenchmarks "-Dbenchmarks=clients"}. Clients that cannot run on this machine
 * are left out.
 */
public final class Clients {

  static final String PART = "clients";
  static final String COMPRESSION = "loop with lz4";
  static final String NATIVE = "loop with netty's native transport";
  static final String NEWER_DRIVER = "loop with driver 4.19";
  static final List<String> PYTHON = List.of("cassandra-driver", "acsylla", "scyllapy");

  /** All clients, in the order of the report. */
  static final List<String> ALL =
      Stream.concat(
              Stream.of(Requests.STORE, Requests.CEILING, COMPRESSION, NATIVE, NEWER_DRIVER),
              PYTHON.stream())
          .toList();

  private static final Path NEWER_DRIVER_JARS =
      Path.of("kotlin-ext", "target", "newer-driver").toAbsolutePath();
  private static final int KEYS = 2_000;
  private static final int WARM_UP_CALLS = 400;

  /** Calls, not time: on a busy machine, a turn of some time would have too few of them. */
  private static final int TURN_CALLS = 50;

  /** Python needs no warm-up, and its processes take longer. */
  private static final int PYTHON_CALLS = 10;

  private static final int ROUNDS = 9;

  private Clients() {}

  /** Starts all clients, measures, and writes the figures. */
  public static void main(String[] arguments) throws IOException {
    List<Client> clients = start();
    Figures figures = Figures.of(PART);
    try {
      for (String operation : List.of("mget", "mset", "mdelete")) {
        for (int valueBytes : operation.equals("mdelete") ? List.of(100) : List.of(100, 1_024)) {
          measure(clients, operation, valueBytes, figures);
          figures.write();
        }
      }
    } finally {
      clients.forEach(Client::close);
    }
    System.exit(0);
  }

  private static boolean isPython(Client client) {
    return PYTHON.contains(client.way());
  }

  private static List<Client> start() throws IOException {
    String keyspace = BenchmarkTable.keyspace();
    List<Client> clients = new ArrayList<>();
    clients.add(java(Requests.STORE, keyspace));
    clients.add(java(Requests.CEILING, keyspace));
    clients.add(
        java(COMPRESSION, keyspace, "-Ddatastax-java-driver.advanced.protocol.compression=lz4"));
    if (Epoll.isAvailable()) {
      clients.add(java(NATIVE, keyspace, "-D%s=true".formatted(BenchmarkSession.EPOLL)));
    } else {
      System.out.println(NATIVE + " is left out: it needs Linux on x86-64");
    }
    if (Files.isDirectory(NEWER_DRIVER_JARS)) {
      clients.add(Client.start(NEWER_DRIVER, java(withNewerDriver(), keyspace, List.of(), false)));
    }
    InetSocketAddress node = TestCassandra.server().contactPoints().get(0);
    for (String client : PYTHON) {
      try {
        clients.add(Client.start(client, PythonClients.process(client, node, keyspace)));
      } catch (UncheckedIOException e) {
        System.out.println(client + " is left out: " + e);
      }
    }
    return clients;
  }

  private static Client java(String way, String keyspace, String... options) throws IOException {
    return Client.start(
        way,
        java(
            System.getProperty("java.class.path"),
            keyspace,
            Arrays.asList(options),
            way.equals(Requests.STORE)));
  }

  private static ProcessBuilder java(
      String classPath, String keyspace, List<String> options, boolean isStore) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(options);
    command.add("-D%s=%s".formatted(BenchmarkTable.KEYSPACE, keyspace));
    command.addAll(List.of("-classpath", classPath, ClientMain.class.getName()));
    command.add(isStore ? Requests.STORE : Requests.CEILING);
    ProcessBuilder process = new ProcessBuilder(command);
    CassandraServer server = TestCassandra.server();
    InetSocketAddress node = server.contactPoints().get(0);
    process
        .environment()
        .put("CASSANDRA_CONTACT_POINTS", node.getAddress().getHostAddress() + ":" + node.getPort());
    process.environment().put("CASSANDRA_LOCAL_DC", server.localDatacenter());
    process.environment().remove("BYTESTORE_TEST_CASSANDRA");
    return process;
  }

  /** The class path with the newer driver in place of the one in use. */
  private static String withNewerDriver() throws IOException {
    try (Stream<Path> newer = Files.list(NEWER_DRIVER_JARS)) {
      Stream<String> others =
          Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
              .filter(entry -> !isOfDriver(Path.of(entry).getFileName()));
      return Stream.concat(newer.map(Path::toString), others)
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static boolean isOfDriver(@Nullable Path file) {
    String name = String.valueOf(file);
    return name.startsWith("java-driver-") || name.startsWith("native-protocol-");
  }

  private static void measure(
      List<Client> clients, String operation, int valueBytes, Figures figures) throws IOException {
    String table = BenchmarkTable.of(operation, KEYS, valueBytes).name();
    String call = "%s %s %d %d".formatted(operation, table, KEYS, valueBytes);
    String scenario =
        operation.equals("mdelete")
            ? "mdelete of 2,000 keys"
            : "%s of 2,000 keys, %s".formatted(operation, Scenarios.size(valueBytes));
    for (Client client : clients) {
      var unused = client.measure(call, isPython(client) ? PYTHON_CALLS : WARM_UP_CALLS);
    }
    List<Client> order = new ArrayList<>(clients);
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      Collections.shuffle(order, random);
      for (Client client : order) {
        figures.add(
            scenario,
            client.way(),
            client.measure(call, isPython(client) ? PYTHON_CALLS : TURN_CALLS));
      }
    }
    System.out.println(scenario);
    for (Client client : clients) {
      System.out.printf(
          "  %-36s %8.2f us per key%n", client.way(), figures.median(scenario, client.way()));
    }
  }
}

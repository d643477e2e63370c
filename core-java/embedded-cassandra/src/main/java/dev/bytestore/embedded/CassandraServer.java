package dev.bytestore.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.cassandra.gms.Gossiper;
import org.apache.cassandra.locator.InetAddressAndPort;
import org.apache.cassandra.service.CassandraDaemon;
import org.apache.cassandra.service.StorageService;

/** The main class of the child JVM: runs Cassandra until the process that started it ends. */
final class CassandraServer {
  /** A file in the node's directory. It is created once the node serves clients. */
  static final String READY_FILE = "ready";

  /**
   * A file in the node's directory. It is created once the node sees every node of the cluster, and
   * all have the same schema.
   */
  static final String COMPLETE_FILE = "complete";

  private CassandraServer() {}

  /** Arguments: the cluster's directory, the node's directory, and the number of nodes. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path clusterDirectory = Path.of(arguments[0]);
    Path directory = Path.of(arguments[1]);
    int clusterSize = Integer.parseInt(arguments[2]);

    obeyParent(clusterDirectory);
    CassandraDaemon.main(new String[0]);
    Files.createFile(directory.resolve(READY_FILE));
    while (!seesAll(clusterSize)) {
      Thread.sleep(50);
    }
    Files.createFile(directory.resolve(COMPLETE_FILE));
  }

  /**
   * Runs the commands of the parent. Ends this JVM when the parent's end of the pipe closes, which
   * even a crash causes.
   */
  private static void obeyParent(Path clusterDirectory) {
    Thread watcher =
        new Thread(
            () -> {
              try {
                BufferedReader lines =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  NodeCommand.runLine(line);
                }
              } catch (IOException e) {
                // A broken pipe means the same as its end.
              } finally {
                TemporaryDirectory.delete(clusterDirectory);
                Runtime.getRuntime().halt(1);
              }
            },
            "parent-watcher");
    watcher.setDaemon(true);
    watcher.start();
  }

  private static boolean seesAll(int clusterSize) {
    Set<InetAddressAndPort> members = StorageService.instance.getLiveRingMembers();
    return members.size() == clusterSize
        && members.stream().map(Gossiper.instance::getSchemaVersion).distinct().count() == 1;
  }
}

package dev.bytestore.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.cassandra.gms.Gossiper;
import org.apache.cassandra.locator.InetAddressAndPort;
import org.apache.cassandra.service.CassandraDaemon;
import org.apache.cassandra.service.StorageService;

/** What runs in the child JVM: Cassandra, tied to the life of the process that started it. */
final class CassandraServer {
  /** Appears in the node's directory once the node serves clients. */
  static final String READY_FILE = "ready";

  /**
   * Appears in the node's directory once the node sees every node of the cluster, with the same
   * schema.
   */
  static final String COMPLETE_FILE = "complete";

  private CassandraServer() {}

  /** Takes the cluster's directory, the node's directory in it, and the size of the cluster. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path clusterDirectory = Path.of(arguments[0]);
    Path directory = Path.of(arguments[1]);
    int clusterSize = Integer.parseInt(arguments[2]);

    endWithParent(clusterDirectory);
    CassandraDaemon.main(new String[0]);
    Files.createFile(directory.resolve(READY_FILE));
    while (!seesAll(clusterSize)) {
      Thread.sleep(50);
    }
    Files.createFile(directory.resolve(COMPLETE_FILE));
  }

  /** The parent never writes: its end of the pipe closes when it dies, however it dies. */
  private static void endWithParent(Path clusterDirectory) {
    Thread watcher =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException e) {
                // A broken pipe says the same as its end.
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

package dev.bytestore.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command line of a node's JVM. */
final class ServerCommand {
  static final String DEFAULT_VERSION = "5.0";

  private static final String CLASS_PATH_RESOURCE =
      "/META-INF/bytestore/cassandra-server-%s.classpath";
  private static final String LOGBACK_RESOURCE = "META-INF/bytestore/cassandra-server-logback.xml";

  private static final int GOSSIP_MILLIS = 20_000;

  private static final List<String> EXPORTS =
      List.of(
          "java.base/java.lang.ref",
          "java.base/jdk.internal.misc",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.util",
          "java.base/sun.nio.ch",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.sql/java.sql");

  private static final List<String> OPENS =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.module",
          "java.base/java.lang.reflect",
          "java.base/java.math",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "jdk.management/com.sun.management.internal");

  private ServerCommand() {}

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Returns the content of the argument file: all arguments of the {@code java} command. */
  static String arguments(
      Path clusterDirectory, Path directory, Path yaml, EmbeddedCassandra.Builder options) {
    Path scratch = directory.resolve("tmp");
    List<String> arguments = new ArrayList<>();
    arguments.add("-Xms" + options.heapMegabytes + "m");
    arguments.add("-Xmx" + options.heapMegabytes + "m");
    arguments.add("-XX:+UseParallelGC");
    arguments.add("-XX:+ExitOnOutOfMemoryError");
    arguments.add("-XX:-UsePerfData");
    EXPORTS.forEach(name -> arguments.add("--add-exports=" + name + "=ALL-UNNAMED"));
    OPENS.forEach(name -> arguments.add("--add-opens=" + name + "=ALL-UNNAMED"));
    if (Runtime.version().feature() >= 22) {
      arguments.add("--enable-native-access=ALL-UNNAMED");
    }
    if (Runtime.version().feature() >= 23) {
      arguments.add("--sun-misc-unsafe-memory-access=allow");
    }
    arguments.add("-Djdk.attach.allowAttachSelf=true");
    arguments.add("-Dio.netty.tryReflectionSetAccessible=true");
    arguments.add("-Djava.net.preferIPv4Stack=true");
    // Libraries unpack native code and store caches in these directories.
    arguments.add("-Djava.io.tmpdir=" + scratch);
    arguments.add("-Djna.tmpdir=" + scratch);
    arguments.add("-Duser.home=" + scratch);
    arguments.add("-Dchronicle.analytics.disable=true");
    arguments.add("-Dchronicle.announcer.disable=true");
    arguments.add("-Dlogback.configurationFile=" + LOGBACK_RESOURCE);
    arguments.add("-Dcassandra.config=" + yaml.toUri());
    arguments.add("-Dcassandra.storagedir=" + directory);
    arguments.add("-Dcassandra.logdir=" + directory);
    arguments.add("-Dcassandra-foreground=yes");
    arguments.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
    // A node of a cluster gives up if no other node has responded after this time.
    arguments.add("-Dcassandra.ring_delay_ms=" + (options.nodes == 1 ? 0 : GOSSIP_MILLIS));
    if (!options.restartable) {
      // Does not flush system tables at each step of the start, which makes the start faster.
      arguments.add("-Dcassandra.unsafesystem=true");
    }
    if (options.adjustableClocks) {
      // Not by its class, which only the server's class path can load.
      arguments.add("-Dcassandra.clock=dev.bytestore.embedded.AdjustableClock");
    }
    // If a setting requires passwords, the role "cassandra" exists at once.
    arguments.add("-Dcassandra.superuser_setup_delay_ms=0");
    if (options.version.startsWith("4.")) {
      // Without this agent, Cassandra 4 measures objects in a way that JDK 17 does not support.
      arguments.add("-javaagent:" + jar("jamm", options.version));
    }
    arguments.add("-cp");
    arguments.add(ownLocation() + File.pathSeparator + cassandraClassPath(options.version));
    arguments.add(CassandraServer.class.getName());
    arguments.add(clusterDirectory.toString());
    arguments.add(directory.toString());
    arguments.add(Integer.toString(options.nodes));

    StringBuilder file = new StringBuilder();
    for (String argument : arguments) {
      file.append('"').append(argument.replace("\\", "\\\\").replace("\"", "\\\"")).append("\"\n");
    }
    return file.toString();
  }

  /** Returns the version with its patch level, such as 5.0.9. */
  static String cassandraVersion(String version) {
    String name = Path.of(jar("cassandra-all", version)).getFileName().toString();
    return name.substring("cassandra-all-".length(), name.length() - ".jar".length());
  }

  private static String jar(String artifact, String version) {
    return Arrays.stream(cassandraClassPath(version).split(File.pathSeparator))
        .filter(jar -> Path.of(jar).getFileName().toString().startsWith(artifact + "-"))
        .findFirst()
        .orElseThrow();
  }

  private static String ownLocation() {
    try {
      return Path.of(
              ServerCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String cassandraClassPath(String version) {
    String name = CLASS_PATH_RESOURCE.formatted(version);
    try (InputStream resource = ServerCommand.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException(
            (name + " is missing. Maven writes it in the phase process-resources: build the module")
                + (version.equals(DEFAULT_VERSION)
                    ? " embedded-cassandra with Maven"
                    : " bytestore-embedded-cassandra-%s with the profile engines"
                        .formatted(version)));
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

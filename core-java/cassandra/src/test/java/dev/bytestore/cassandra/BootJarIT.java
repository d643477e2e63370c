package dev.bytestore.cassandra;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.BootJar;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.ChildJvm;
import dev.bytestore.testing.TestCassandra;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The driver reads the {@code application.conf} of an application that has its own class loader, as
 * in an executable jar of Spring Boot or in a web application.
 */
class BootJarIT {

  private static final String CONFIGURATION =
      """
      datastax-java-driver {
        basic.session-name = from-the-file
        basic.request.timeout = 31 seconds
        advanced.connection.init-query-timeout = 30 seconds
        advanced.control-connection.timeout = 30 seconds
      }
      """;

  @TempDir Path directory;

  /** The environment variables that make an application use the server of these tests. */
  private static Map<String, String> environment() {
    CassandraServer server = TestCassandra.server();
    Map<String, String> environment = new HashMap<>();
    environment.put(
        "CASSANDRA_CONTACT_POINTS",
        server.contactPoints().stream()
            .map(point -> point.getHostString() + ":" + point.getPort())
            .collect(joining(",")));
    server
        .credentials()
        .ifPresent(
            credentials -> {
              environment.put("CASSANDRA_USERNAME", credentials.username());
              environment.put("CASSANDRA_PASSWORD", credentials.password());
            });
    return environment;
  }

  @Test
  void applicationConfInAnExecutableJarOfSpringBootIsInForce() {
    Path jar = directory.resolve("application.jar");
    BootJar.write(jar, BootApplication.class, CONFIGURATION);

    ChildJvm.Result result =
        new ChildJvm(environment()).run(Duration.ofMinutes(5), "-jar", jar.toString());

    String rest =
        ": session from-the-file, timeout PT31S, classes from"
            + " org.springframework.boot.loader.launch.LaunchedClassLoader";
    assertThat(result.output()).contains("connect" + rest, "connectAsync" + rest);
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void applicationConfOfAChildFirstClassLoaderIsInForce() throws Exception {
    Files.writeString(directory.resolve("application.conf"), CONFIGURATION);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (ChildFirst application = new ChildFirst(directory.toUri().toURL(), before)) {
      thread.setContextClassLoader(application);
      CassandraConnection.Builder builder = CassandraConnection.fromEnvironment(environment());
      try (CassandraConnection connection = builder.connect();
          CassandraConnection later = builder.connectAsync().join()) {
        assertThat(connection.session().getName()).isEqualTo("from-the-file");
        assertThat(later.session().getName()).isEqualTo("from-the-file");
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static final class ChildFirst extends URLClassLoader {

    ChildFirst(URL directory, ClassLoader parent) {
      super(new URL[] {directory}, parent);
    }

    @Override
    public URL getResource(String name) {
      URL own = findResource(name);
      return own == null ? super.getResource(name) : own;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      URL own = findResource(name);
      return own == null
          ? super.getResources(name)
          : Collections.enumeration(Collections.list(findResources(name)));
    }
  }
}

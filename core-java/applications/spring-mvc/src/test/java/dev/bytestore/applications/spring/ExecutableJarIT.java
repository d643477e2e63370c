package dev.bytestore.applications.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The application as its users start it: from one jar file, with Spring Boot's class loader. */
@Timeout(300)
class ExecutableJarIT {

  private static final Path JAR = Path.of("target/application-executable.jar");
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String keyspace = TestCassandra.newKeyspace();

  @Test
  void answersAndPagesAreFoundAfterARestartAndWithBeansThatWerePreparedByTheBuild()
      throws Exception {
    String answer;
    try (Running application = new Running()) {
      answer = application.get("/answers?question=Why");
      application.put("/pages/1", "first page");
    }

    try (Running application = new Running("-Dspring.aot.enabled=true")) {
      assertThat(application.get("/answers?question=Why")).isEqualTo(answer);
      assertThat(application.get("/answers?question=How")).isNotEqualTo(answer);
      assertThat(application.get("/pages/1")).isEqualTo("first page");
      assertThat(application.get("/actuator/metrics/bytestore.cache.lookups?tag=result:hit"))
          .contains("\"COUNT\",\"value\":1.0");
      assertThat(application.output).anyMatch(line -> line.contains("AOT-processed"));
    }
  }

  private final class Running implements AutoCloseable {

    final List<String> output = new ArrayList<>();
    private final Process process;
    private final URI address;

    Running(String... options) throws IOException {
      CassandraServer server = TestCassandra.server();
      List<String> command = new ArrayList<>();
      command.add(ProcessHandle.current().info().command().orElse("java"));
      command.addAll(List.of(options));
      command.addAll(
          List.of(
              "-jar",
              JAR.toString(),
              "--server.port=0",
              "--spring.cassandra.contact-points=" + SampleServer.contactPoints(server),
              "--spring.cassandra.local-datacenter=" + server.localDatacenter(),
              "--spring.cassandra.keyspace-name=" + keyspace));
      server
          .credentials()
          .ifPresent(
              login -> {
                command.add("--spring.cassandra.username=" + login.username());
                command.add("--spring.cassandra.password=" + login.password());
              });
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      address = URI.create("http://localhost:" + port(process.inputReader()));
    }

    private String port(BufferedReader lines) throws IOException {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        Matcher started = PORT.matcher(line);
        if (started.find()) {
          return started.group(1);
        }
      }
      throw new AssertionError("the application did not start: " + String.join("\n", output));
    }

    String get(String path) throws Exception {
      return send(HttpRequest.newBuilder(address.resolve(path)).build());
    }

    void put(String path, String body) throws Exception {
      send(
          HttpRequest.newBuilder(address.resolve(path))
              .header("Content-Type", "application/octet-stream")
              .PUT(HttpRequest.BodyPublishers.ofString(body))
              .build());
    }

    private String send(HttpRequest request) throws Exception {
      var response = http.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).as(request.uri().toString()).isEqualTo(200);
      return response.body();
    }

    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }
}

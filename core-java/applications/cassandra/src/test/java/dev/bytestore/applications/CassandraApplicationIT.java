package dev.bytestore.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.BuiltApplication;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.ChildJvm;
import dev.bytestore.testing.TestCassandra;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The application declares the driver before bytestore's modules, so the versions of the driver's
 * dependencies win.
 */
class CassandraApplicationIT {

  private static final String MAIN = "dev.bytestore.applications.CassandraApplicationKt";
  private static final String KEYSPACE = TestCassandra.newKeyspace();

  @Test
  void theModulesForCassandraAndKotlinBringNeitherAstraDbNorLangChain4j() {
    assertThat(BuiltApplication.artifacts())
        .contains("bytestore-cassandra", "bytestore-core", "bytestore-kotlin", "java-driver-core")
        .doesNotContain("bytestore-astra", "bytestore-langchain4j")
        .noneMatch(name -> name.startsWith("langchain4j"));
  }

  @Test
  void itRunsOnTheClassPathAndItsLogIsSeen() {
    assertRan(BuiltApplication.onClassPath(environment(), MAIN));
  }

  @Test
  void itRunsOnTheModulePathWithoutAnOption() {
    assertRan(BuiltApplication.onModulePath(environment(), "application.cassandra", MAIN));
  }

  private static Map<String, String> environment() {
    CassandraServer server = TestCassandra.server();
    return Map.of(
        "CASSANDRA_CONTACT_POINTS",
        "%s:%d"
            .formatted(
                server.contactPoints().get(0).getHostString(),
                server.contactPoints().get(0).getPort()),
        "CASSANDRA_KEYSPACE",
        KEYSPACE);
  }

  private static void assertRan(ChildJvm.Result result) {
    assertThat(result.output()).contains("values: 1, null", "keys: [page/1]", "answer: Fine");
    // With SLF4J 1.7, which the driver depends on, a line about StaticLoggerBinder would be
    // printed.
    assertThat(result.output())
        .anyMatch(line -> line.endsWith("application -- a line of the log"))
        .noneMatch(line -> line.contains("StaticLoggerBinder"));
    assertThat(result.exitCode()).isZero();
  }
}

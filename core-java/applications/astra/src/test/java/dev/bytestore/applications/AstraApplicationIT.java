package dev.bytestore.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.BuiltApplication;
import dev.bytestore.testing.ChildJvm;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AstraApplicationIT {

  private static final String MAIN = "dev.bytestore.applications.AstraApplicationKt";

  private static DataApiServer server;

  @BeforeAll
  static void start() {
    server = DataApiServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forgetRequests() {
    server.forgetRequests();
  }

  @Test
  void theModulesForAstraDbAndKotlinBringNoDriverAndNoNetty() {
    assertThat(BuiltApplication.artifacts())
        .containsExactlyInAnyOrder(
            "bytestore-astra",
            "bytestore-core",
            "jackson-core",
            "jspecify",
            "slf4j-api",
            "bytestore-kotlin",
            "annotations",
            "kotlin-stdlib",
            "kotlinx-coroutines-core",
            "kotlinx-coroutines-core-jvm",
            "logback-classic", // a dependency of the application itself
            "logback-core");
  }

  @Test
  void itRunsOnTheClassPath() {
    assertRan(BuiltApplication.onClassPath(environment(), MAIN));
  }

  @Test
  void itRunsOnTheModulePathWithoutAnOption() {
    assertRan(BuiltApplication.onModulePath(environment(), "application.astra", MAIN));
  }

  private static Map<String, String> environment() {
    return Map.of(
        "ASTRA_DB_API_ENDPOINT", server.endpoint(),
        "ASTRA_DB_APPLICATION_TOKEN", server.token(),
        "ASTRA_DB_KEYSPACE", server.keyspace());
  }

  private static void assertRan(ChildJvm.Result result) {
    assertThat(result.output()).contains("values: 1, null", "keys: [page/1]", "answer: Fine");
    assertThat(result.exitCode()).isZero();
    // On the class path, the version comes from the manifest; on the module path, from the
    // descriptor.
    assertThat(server.requests())
        .isNotEmpty()
        .allSatisfy(
            request ->
                assertThat(request.header("User-Agent").orElseThrow())
                    .matches("bytestore/\\d+\\.\\d+\\.\\d+.*"));
  }
}

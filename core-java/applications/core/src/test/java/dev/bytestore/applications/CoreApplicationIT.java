package dev.bytestore.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.BuiltApplication;
import dev.bytestore.testing.ChildJvm;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoreApplicationIT {

  private static final String MAIN = "dev.bytestore.applications.CoreApplication";

  @Test
  void theCoreBringsJacksonCoreSlf4jAndJSpecifyAndNothingElse() {
    assertThat(BuiltApplication.artifacts())
        .containsExactly("bytestore-core", "jackson-core", "jspecify", "slf4j-api");
  }

  @Test
  void itRunsOnTheClassPath() {
    assertRan(BuiltApplication.onClassPath(Map.of(), MAIN));
  }

  @Test
  void itRunsOnTheModulePathWithoutAnOption() {
    assertRan(BuiltApplication.onModulePath(Map.of(), "application.core", MAIN));
  }

  private static void assertRan(ChildJvm.Result result) {
    assertThat(result.output()).contains("values: 1", "keys: [page/1]", "answer: Fine");
    assertThat(result.exitCode()).isZero();
  }
}

package dev.bytestore.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.BuiltApplication;
import dev.bytestore.testing.ChildJvm;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LangChain4jApplicationIT {

  private static final String MAIN = "dev.bytestore.applications.LangChain4jApplication";

  @Test
  void theModuleForLangChain4jBringsTheCoreAndNoBackend() {
    assertThat(BuiltApplication.artifacts())
        .contains("bytestore-core", "bytestore-langchain4j", "langchain4j-core")
        .doesNotContain("bytestore-astra", "bytestore-cassandra", "java-driver-core");
  }

  @Test
  void itRunsOnTheClassPath() {
    assertRan(BuiltApplication.onClassPath(Map.of(), MAIN));
  }

  @Test
  void itRunsOnTheModulePathWithoutAnOption() {
    assertRan(BuiltApplication.onModulePath(Map.of(), "application.langchain4j", MAIN));
  }

  private static void assertRan(ChildJvm.Result result) {
    assertThat(result.output())
        .contains("first answer: answer 1", "second answer: answer 1", "calls: 1");
    assertThat(result.exitCode()).isZero();
  }
}

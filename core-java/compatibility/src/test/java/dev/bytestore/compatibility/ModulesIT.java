package dev.bytestore.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The modules that need no Cassandra, on each JDK. */
class ModulesIT {

  static Stream<Jdk> jdks() {
    return Jdk.wanted().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theContractsHoldInMemory(Jdk jdk) {
    pass(jdk, "core", "dev.bytestore.InMemoryByteStoreTest", "dev.bytestore.InMemoryLlmCacheTest");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theContractsHoldOverHttp(Jdk jdk) {
    pass(jdk, "astra", "dev.bytestore.astra.AstraContractTest");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void modelsAreCachedAndKeysAreTheSameWithEachVersionOfLangChain4j(Jdk jdk) {
    List<String> output =
        pass(
            jdk,
            "langchain4j",
            "dev.bytestore.langchain4j.LangChain4jVersionTest",
            "dev.bytestore.langchain4j.KeysAcrossVersionsTest");

    assertThat(Supported.LANGCHAIN4J)
        .allSatisfy(
            version ->
                assertThat(output)
                    .anyMatch(line -> line.startsWith("SUCCESSFUL") && line.contains(version)));
  }

  private static List<String> pass(Jdk jdk, String module, String... testClasses) {
    ChildJvm jvm =
        new ChildJvm()
            .jdk(jdk.home())
            .directory(Path.of("..", module).toAbsolutePath().normalize());
    List<String> output =
        ChildTests.pass(
            module + ", " + jdk,
            jvm,
            System.getProperty("java.class.path"),
            TestRun.class,
            List.of(testClasses));

    assertThat(output).contains(jdk.toString());
    return output;
  }
}

package dev.bytestore.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contracts of stores and caches with each version of Cassandra, each driver and each JDK. The
 * servers run on the JDK of the build, and the clients on the JDK of the test.
 */
class DriversAndServersIT {

  private static final boolean SLICE = Boolean.getBoolean("matrix.slice");
  private static final List<String> CONTRACTS =
      List.of(
          "dev.bytestore.cassandra.CassandraContractIT",
          "dev.bytestore.cassandra.CassandraLlmCacheIT");

  /** Without the tests that take longest. */
  private static final List<String> SHORT_CONTRACTS =
      List.of(
          "dev.bytestore.cassandra.CassandraContractIT$Contract",
          "dev.bytestore.cassandra.CassandraContractIT$Listing",
          "dev.bytestore.cassandra.CassandraLlmCacheIT");

  private static final Servers SERVERS = new Servers();

  private record Combination(String cassandra, Driver driver, Jdk jdk) {

    @Override
    public String toString() {
      return "Cassandra %s, %s, %s".formatted(cassandra, driver, jdk);
    }
  }

  /** Ordered by server, so that each server starts only once. */
  static Stream<Combination> combinations() {
    List<Jdk> jdks = Jdk.wanted();
    if (SLICE && !jdks.isEmpty()) {
      String newest = Supported.CASSANDRA.get(Supported.CASSANDRA.size() - 1);
      return Stream.of(
          new Combination(newest, Driver.DATASTAX, jdks.get(jdks.size() - 1)),
          new Combination(newest, Driver.APACHE, jdks.get(0)));
    }
    return Supported.CASSANDRA.stream()
        .flatMap(
            cassandra ->
                Stream.of(Driver.values())
                    .flatMap(
                        driver ->
                            jdks.stream().map(jdk -> new Combination(cassandra, driver, jdk))));
  }

  @AfterAll
  static void stop() {
    SERVERS.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("combinations")
  void theContractsHold(Combination with) {
    ChildJvm jvm =
        new ChildJvm(SERVERS.environment(Supported.minor(with.cassandra())))
            .jdk(with.jdk().home())
            .directory(Path.of("target").toAbsolutePath());

    assertThat(
            ChildTests.pass(
                with,
                jvm,
                with.driver().classPath(),
                ServerTestRun.class,
                SLICE ? SHORT_CONTRACTS : CONTRACTS))
        .contains("Cassandra " + with.cassandra(), with.driver().toString(), with.jdk().toString());
  }
}

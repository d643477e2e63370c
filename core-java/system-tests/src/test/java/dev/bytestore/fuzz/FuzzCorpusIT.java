package dev.bytestore.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.ChildJvm;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** As {@link FuzzCorpusTest}, for the target that needs a server. */
class FuzzCorpusIT {

  @Test
  void noPositionOfTheCorpusListsOtherKeysThanThoseAfterIt() {
    ChildJvm.Result result =
        new ChildJvm(FuzzServer.environment())
            .options("-Xmx128m", "-Xss512k")
            .run(CorpusReplay.class, Duration.ofMinutes(5), "cassandra-positions");

    assertThat(result.output()).noneMatch(line -> line.startsWith(CorpusReplay.PROBLEM));
    assertThat(result.output()).last().asString().matches("cassandra-positions: [1-9]\\d* inputs");
    assertThat(result.exitCode()).isZero();
  }
}

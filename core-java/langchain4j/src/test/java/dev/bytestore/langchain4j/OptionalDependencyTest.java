package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.ChildJvm;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Applications need an optional dependency only if they use a feature that needs it. */
class OptionalDependencyTest {

  @Test
  void onlyBlake2bNeedsBouncyCastle() {
    ChildJvm.Result result =
        new ChildJvm()
            .classPath(entry -> !entry.contains("bcprov"))
            .run(WithoutBouncyCastle.class, Duration.ofMinutes(2));

    assertThat(result.output())
        .endsWith(
            "1", "BLAKE2b needs org.bouncycastle:bcprov-jdk18on, which is not on the class path");
    assertThat(result.exitCode()).isZero();
  }
}

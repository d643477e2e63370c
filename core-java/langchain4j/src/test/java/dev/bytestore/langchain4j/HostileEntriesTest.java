package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.testing.ChildJvm;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Entries that once ended a JVM or failed a call. They overflowed a stack of 256 KiB, could be read
 * but not written again, or are nested deeper than langchain-core 1.8 reads.
 */
class HostileEntriesTest {

  @Test
  void noEntryExhaustsAHeapOf128MegabytesOrAStackOf256Kilobytes() throws Exception {
    ChildJvm.Result result =
        new ChildJvm()
            .options("-Xmx128m", "-Xss256k")
            .run(
                Duration.ofMinutes(5),
                "-cp",
                System.getProperty("java.class.path"),
                HostileEntries.class.getName(),
                directory().toString());

    assertThat(result.exitCode()).as(String.join("\n", result.output())).isZero();
    assertThat(result.output())
        .filteredOn(line -> line.contains(".json"))
        .hasSizeGreaterThan(10)
        .allMatch(line -> line.endsWith(": miss"));
    assertThat(result.output())
        .contains(
            "outer lists: miss",
            "info objects: miss",
            "chunks objects: miss",
            "info logprobs: hit");
  }

  @Test
  void anEntryNestedDeeperThanPythonReadsIsAMiss() throws Exception {
    for (Path file : HostileEntries.filesOf(directory())) {
      assertThat(GenerationsCodec.decode(Files.readString(file, UTF_8)))
          .as(file.toString())
          .isNull();
    }
  }

  private static Path directory() throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(HostileEntriesTest.class.getResource("/hostile/entries")).toURI());
  }
}

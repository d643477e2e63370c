package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.testing.ChildJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that are damaged or made to do harm, and paths that are not files. */
class HostileBundlesTest {

  @TempDir Path directory;

  /**
   * Each file in {@code hostile/bundles} once failed with a checked exception or an error, showed a
   * password, or blocked a thread for more than 40 seconds.
   */
  @Test
  void damagedBundlesFailAsPromisedInASmallHeap() {
    ChildJvm.Result result =
        new ChildJvm()
            .options("-Xmx128m", "-Xss512k")
            .run(HostileBundles.class, Duration.ofMinutes(5));

    assertThat(result.output()).last().asString().matches("checked 2\\d\\d");
    assertThat(result.output()).noneMatch(line -> line.contains(HostileBundles.PROBLEM));
    assertThat(result.exitCode()).isZero();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aPathThatIsNotARegularFileIsRefusedBeforeItIsOpened() throws Exception {
    Path pipe = directory.resolve("pipe.zip");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertRefused(pipe, "must name a regular file");
    assertRefused(directory, "must name a regular file");
    assertRefused(Path.of("/dev/zero"), "must name a regular file");
    assertRefused(Files.createFile(directory.resolve("empty.zip")), "must name a regular file");
  }

  @Test
  void aFileLargerThanAnyBundleIsRefusedBeforeItIsOpened() throws Exception {
    Path large = directory.resolve("large.zip");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(1L << 40); // without blocks on the disk
    } catch (IOException e) { // a file system with a lower limit
      Files.write(large, new byte[SecureBundle.maxBytes() + 1]);
    }

    assertRefused(large, "more than 1048576 bytes");
  }

  private static void assertRefused(Path path, String problem) {
    assertThatThrownBy(
            () ->
                CassandraConnection.builder()
                    .secureConnectBundle(path)
                    .token("AstraCS:secret")
                    .connectAsync()
                    .get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem)
        .hasNoCause();
  }
}

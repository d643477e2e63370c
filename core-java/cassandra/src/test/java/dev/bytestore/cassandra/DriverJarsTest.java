package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bytestore.testing.Zips;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class DriverJarsTest {

  private static final String RESOURCE = "com/datastax/oss/driver/Driver.properties";

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(DriverJars.class);
  @TempDir Path directory;

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  private URL jar(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.write(file, Zips.of(Map.of(RESOURCE, new byte[0])));
    return file.toUri().toURL();
  }

  @Test
  void twoDriversCauseOneWarningWithTheNamesOfTheirJars() throws IOException {
    URL[] jars = {jar("java-driver-core-4.17.0.jar"), jar("java-driver-core-4.19.4.jar")};
    AtomicBoolean checked = new AtomicBoolean();
    try (URLClassLoader loader = new URLClassLoader(jars, null)) {
      DriverJars.check(checked, loader);
      DriverJars.check(checked, loader);
    }

    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getLevel()).isEqualTo(Level.WARN);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains("/java-driver-core-4.17.0.jar and ", "/java-driver-core-4.19.4.jar. Exclude")
        .doesNotContain("jar:", "!");
  }

  @Test
  void oneDriverOrNoneCausesNoWarning() throws IOException {
    URL jar = jar("java-driver-core-4.17.0.jar");
    try (URLClassLoader parent = new URLClassLoader(new URL[] {jar}, null);
        URLClassLoader loader = new URLClassLoader(new URL[] {jar}, parent)) {
      DriverJars.check(new AtomicBoolean(), loader);
    }
    DriverJars.check(new AtomicBoolean(), null);

    assertThat(log.list).isEmpty();
  }

  @Test
  void theOnlyDriverOfTheseTestsCausesNoWarning() {
    CassandraConnection.builder();
    CassandraConnection.builder();

    assertThat(getClass().getClassLoader().getResource(RESOURCE)).isNotNull();
    assertThat(log.list).isEmpty();
  }
}

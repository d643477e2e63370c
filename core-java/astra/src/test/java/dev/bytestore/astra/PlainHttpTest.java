package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A warning is logged for a token that others on the network can read. */
class PlainHttpTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(AstraDbConnection.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  /** A single test, because the whole process logs the warning once a minute. */
  @Test
  void oneWarningIsLoggedForTokensOverPlainHttpToOtherMachines() {
    for (String endpoint :
        new String[] {
          "http://localhost:8181",
          "http://LOCALHOST",
          "http://api.localhost",
          "http://127.0.0.1:1",
          "http://127.9.9.9",
          "http://[::1]:8181",
          "https://data.example"
        }) {
      connection(endpoint).token("AstraCS:secret").build();
    }
    connection("http://data.example").build();
    assertThat(log.list).isEmpty();

    connection("http://data.example").token("AstraCS:secret").build();
    connection("http://10.0.0.1").token(() -> "AstraCS:secret").build();
    connection("http://127.0.0.1.example").credentials("someone", "secret").build();

    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getLevel()).isEqualTo(Level.WARN);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains("plain HTTP", "https://", "data.example")
        .doesNotContain("AstraCS", "secret");
  }

  private static AstraDbConnection.Builder connection(String endpoint) {
    return AstraDbConnection.builder(endpoint).keyspace("ks");
  }
}

package dev.bytestore.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bytestore.Generation;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.testing.CountingListener;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EntryReaderTest {

  private static final CacheKey KEY = CacheKey.of("prompt", "llm");

  @Test
  void anEntryLargerThanTheLimitIsAMissWithOneWarningThatHasNothingOfIt() {
    String text = GenerationsCodec.encode(List.of(Generation.of("secret")));
    EntryReader exact = new EntryReader(new CountingListener(), text.length());
    EntryReader smaller = new EntryReader(new CountingListener(), text.length() - 1);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(EntryReader.class);
    logger.addAppender(log);
    try {
      assertThat(exact.read(KEY, text)).containsExactly(Generation.of("secret"));
      assertThat(smaller.read(KEY, text)).isNull();
      assertThat(smaller.read(KEY, text)).isNull();
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains(KEY.keyVals(), "%,d bytes".formatted(text.length()))
        .doesNotContain("secret");
  }

  @Test
  void theBytesOfAnEntryCountAndNotItsCharacters() {
    String text = "[\"" + "\u00e9".repeat(10) + "\"]";
    CountingListener listener = new CountingListener();

    assertThat(new EntryReader(listener, 23).read(KEY, text)).isNull();

    assertThat(new EntryReader(listener, 23).isTooLarge(24)).isTrue();
  }

  @Test
  void aLimitOfNothingOrOfMoreThan64MebibytesIsRefused() {
    assertThat(EntrySize.checked(64 << 20)).isEqualTo(64 << 20);
    assertThatThrownBy(() -> EntrySize.checked(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EntrySize.checked((64 << 20) + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxEntryBytes: 67,108,865 is not between 1 and 67,108,864");
  }
}

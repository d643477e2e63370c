package dev.bytestore.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Checks what bytestore logs, at all levels, in place of printing it. */
final class CapturedLog extends AppenderBase<ILoggingEvent> {

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  static CapturedLog ofBytestore() {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.bytestore");
    CapturedLog log = new CapturedLog();
    log.setContext(logger.getLoggerContext());
    log.start();
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
    logger.addAppender(log);
    return log;
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(
        event.getFormattedMessage()
            + (event.getThrowableProxy() == null
                ? ""
                : ThrowableProxyUtil.asString(event.getThrowableProxy())));
  }

  /** Checks the lines that were logged since the last call. */
  void check() {
    for (String line = lines.poll(); line != null; line = lines.poll()) {
      Secrets.check(line);
    }
  }
}

package dev.bytestore.overload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/** Takes time away from the process of a server. */
final class Throttle implements AutoCloseable {

  private static final int STOPPED_MILLIS = 90;
  private static final int RUNNING_MILLIS = 10;

  /**
   * Sends the signals whose names it reads to process {@code $1}. At the end of its input, which
   * also comes if this JVM ends, it lets the process run.
   */
  private static final String SEND_SIGNALS =
      """
      while read -r signal; do
        kill "-$signal" "$1" && echo sent || echo failed
      done
      kill -CONT "$1"
      """;

  private final Writer signals;
  private final BufferedReader results;

  /** Starts a shell that sends the signals, because a process for each of them would take long. */
  Throttle(long process) {
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", SEND_SIGNALS, "sh", Long.toString(process))
              .redirectErrorStream(true)
              .start();
      signals = shell.outputWriter();
      results = shell.inputReader();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the process run only a tenth of the time. Returns when it runs normally again. */
  void toATenth(int seconds) throws InterruptedException {
    long end = System.nanoTime() + 1_000_000_000L * seconds;
    while (System.nanoTime() < end) {
      stop();
      Thread.sleep(STOPPED_MILLIS);
      resume();
      Thread.sleep(RUNNING_MILLIS);
    }
  }

  /** Stops the process. Returns once it has the signal. */
  void stop() {
    send("STOP");
  }

  /** Lets the process run again. */
  void resume() {
    send("CONT");
  }

  private void send(String signal) {
    try {
      signals.write(signal + "\n");
      signals.flush();
      String result = results.readLine();
      if (!"sent".equals(result)) {
        throw new IllegalStateException("SIG%s was not sent: %s".formatted(signal, result));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    signals.close();
  }
}

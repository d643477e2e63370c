package dev.bytestore.overload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Takes time away from the process of a server. */
final class Throttle {

  // The shell continues the process even if this JVM ends meanwhile.

  /** Lets process {@code $1} run only a tenth of the time, for {@code $2} tenths of a second. */
  private static final String TENTH =
      """
      for i in $(seq "$2"); do
        kill -STOP "$1" && sleep 0.09 && kill -CONT "$1" && sleep 0.01 || exit 1
      done
      """;

  /** Stops process {@code $1} for {@code $2} seconds. */
  private static final String STOP =
      """
      kill -STOP "$1" && echo stopped && sleep "$2" && kill -CONT "$1"
      """;

  private final String process;

  Throttle(long process) {
    this.process = Long.toString(process);
  }

  /** Lets the process run only a tenth of the time. Returns when it runs normally again. */
  void toATenth(int seconds) throws InterruptedException {
    try {
      int status = shell(TENTH, Integer.toString(10 * seconds)).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("throttling the server failed with status " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Stops the process, which runs again after some seconds. Returns once it is stopped.
   *
   * @return ends when the process runs again
   */
  Process freeze(int seconds) {
    try {
      Process shell = shell(STOP, Integer.toString(seconds)).redirectErrorStream(true).start();
      String line = shell.inputReader().readLine();
      if (!"stopped".equals(line)) {
        throw new IllegalStateException("stopping the server failed: " + line);
      }
      return shell;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the process run again before the time is over. */
  void resume(Process freeze) throws InterruptedException {
    try {
      shell("kill -CONT \"$1\"").inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    freeze.destroy();
  }

  private ProcessBuilder shell(String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh", process));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}

package dev.bytestore.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;

/** A process that measures what it costs it to read and write keys. */
final class Client implements AutoCloseable {

  /** What a process prints when it can take lines. */
  static final String READY = "ready";

  private final String way;
  private final Process process;
  private final Writer lines;
  private final BufferedReader answers;

  private Client(String way, Process process) {
    this.way = way;
    this.process = process;
    this.lines = process.outputWriter(US_ASCII);
    // Else a process whose server is gone would try again for long.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
  }

  /** Starts a process and waits until it is ready. */
  static Client start(String way, ProcessBuilder builder) throws IOException {
    Client client = new Client(way, builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    if (!READY.equals(client.answers.readLine())) {
      client.close();
      throw new IOException(way + " did not start");
    }
    return client;
  }

  String way() {
    return way;
  }

  /** Returns the microseconds of processor time per key. */
  double measure(String operation, int calls) throws IOException {
    lines.write(operation + " " + calls + "\n");
    lines.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException(way + " ended during " + operation);
    }
    return Double.parseDouble(answer);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

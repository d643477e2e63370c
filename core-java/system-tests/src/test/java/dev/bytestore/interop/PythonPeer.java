package dev.bytestore.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Python process that runs calls on LangChain's own classes, one at a time. It reads them from a
 * pipe, and ends when this JVM ends, even after a crash.
 */
final class PythonPeer implements AutoCloseable {

  private static final int TIMEOUT_SECONDS = 180;
  private static final String END = "";

  // Writes ASCII only, so that a lone surrogate is not lost.
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final AtomicInteger names = new AtomicInteger();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final Path errors = PythonEnvironment.output("peer", ".txt");
  private final Process process;
  private final Writer requests;

  private PythonPeer() {
    try {
      process = PythonEnvironment.python(List.of("peer.py")).redirectError(errors.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requests = process.outputWriter(US_ASCII);
    Thread reader = new Thread(this::readAnswers, "answers of Python");
    reader.setDaemon(true);
    reader.start();
  }

  /** The process that all tests of this JVM share, with a session on {@link TestCassandra}. */
  static PythonPeer shared() {
    return Shared.PEER;
  }

  /** A separate process, without a session. */
  static PythonPeer alone() {
    return new PythonPeer();
  }

  /** A separate process, with a session on {@code server}. */
  static PythonPeer connectedTo(CassandraServer server) {
    PythonPeer peer = new PythonPeer();
    peer.call("connect", address(server));
    return peer;
  }

  /** The arguments that Python's driver needs to connect. */
  static Map<String, Object> address(CassandraServer server) {
    InetSocketAddress node = server.contactPoints().get(0);
    Map<String, Object> address = new HashMap<>();
    address.put("host", node.getAddress().getHostAddress());
    address.put("port", node.getPort());
    server
        .credentials()
        .ifPresent(
            credentials -> {
              address.put("username", credentials.username());
              address.put("password", credentials.password());
            });
    return address;
  }

  /**
   * Creates an object of LangChain's class {@code kind}, and returns its name for calls.
   *
   * @param setup SYNC, ASYNC or OFF
   */
  String make(String kind, String setup, Map<String, ?> arguments) {
    String name = kind + names.incrementAndGet();
    Map<String, Object> all = new HashMap<>(arguments);
    all.putAll(Map.of("name", name, "kind", kind, "setup", setup));
    call("make", all);
    return name;
  }

  /**
   * Makes a call and returns its result.
   *
   * @throws PythonRaised if the call raised an exception in Python
   */
  synchronized JsonNode call(String call, Map<String, ?> arguments) {
    try {
      requests.write(JSON.writeValueAsString(Map.of("call", call, "arguments", arguments)) + "\n");
      requests.flush();
      return answer(call);
    } catch (IOException e) {
      throw failure(call, "Python is gone: " + e);
    }
  }

  private JsonNode answer(String call) throws IOException {
    String line;
    try {
      line = answers.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(call, "interrupted");
    }
    if (line == null) {
      process.destroyForcibly();
      throw failure(call, "no answer in " + TIMEOUT_SECONDS + " s");
    }
    if (line.equals(END)) {
      throw failure(call, "Python ended");
    }
    JsonNode answer = JSON.readTree(line);
    if (answer.has("raises")) {
      throw new PythonRaised(answer.get("raises").asText(), answer.get("message").asText());
    }
    return answer.get("returns");
  }

  private IllegalStateException failure(String call, String what) {
    return new IllegalStateException(
        "%s: %s. The end of its output:%n%s".formatted(call, what, PythonEnvironment.tail(errors)));
  }

  private void readAnswers() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.add(line);
      }
    } catch (IOException e) {
      // Handled like the end of the stream.
    }
    answers.add(END);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static final class Shared {
    static final PythonPeer PEER = connectedTo(TestCassandra.server());
  }
}

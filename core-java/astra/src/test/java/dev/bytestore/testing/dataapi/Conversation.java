package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Predicate;

/** One request, and the ways to respond to it or not. */
final class Conversation {

  private static final int PIECE = 64 * 1024;

  private final HttpExchange exchange;
  private final DataApiRequest request;
  private final CommandRunner command;
  private final Runnable onResponse;
  private boolean hasAnswer;

  /** Runs the command, and returns the response of the Data API. */
  interface CommandRunner {

    Response run(Predicate<DocumentId> isContended);
  }

  /**
   * A request that waits for its response.
   *
   * @param onResponse runs when the response is known, before any of it is sent
   */
  Conversation(
      HttpExchange exchange, DataApiRequest request, CommandRunner command, Runnable onResponse) {
    this.exchange = exchange;
    this.request = request;
    this.command = command;
    this.onResponse = onResponse;
  }

  DataApiRequest request() {
    return request;
  }

  CommandRunner command() {
    return command;
  }

  void send(Response answer) throws IOException {
    start(answer, answer.body().length);
    if (answer.body().length > 0) {
      exchange.getResponseBody().write(answer.body());
    }
    exchange.close();
  }

  /** Sends the headers and only the first half of the body. */
  void sendHalf(Response answer) throws IOException {
    start(answer, answer.body().length);
    OutputStream body = exchange.getResponseBody();
    body.write(answer.body(), 0, answer.body().length / 2);
    body.flush();
  }

  /** Sends a response of any size, most of which is one long value. */
  void sendHuge(long bytes) throws IOException {
    byte[] start = "{\"data\":{\"documents\":[{\"_id\":\"huge\",\"value\":\"".getBytes(UTF_8);
    byte[] end = "\"}],\"nextPageState\":null}}".getBytes(UTF_8);
    long left = bytes - start.length - end.length;
    start(Response.of(200, "application/json", ""), bytes);
    OutputStream body = exchange.getResponseBody();
    body.write(start);
    byte[] piece = new byte[PIECE];
    Arrays.fill(piece, (byte) 'A');
    while (left > 0) {
      int size = (int) Math.min(left, PIECE);
      body.write(piece, 0, size);
      left -= size;
    }
    body.write(end);
    exchange.close();
  }

  /** Closes the connection, no matter how much of the response was sent. */
  void cut() {
    announceAnswer();
    exchange.close();
  }

  private void announceAnswer() {
    if (!hasAnswer) {
      hasAnswer = true;
      onResponse.run();
    }
  }

  private void start(Response answer, long length) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    announceAnswer();
    exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
  }
}

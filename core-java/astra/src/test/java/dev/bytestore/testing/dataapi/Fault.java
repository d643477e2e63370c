package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Something that happens to a request instead of its response. The command takes effect if a part
 * of the response is sent, and with {@link #cutAfter}; otherwise it does not.
 */
public final class Fault {

  private interface Way {

    void apply(Conversation conversation) throws IOException;
  }

  /** No fault: the normal response is sent. */
  static final Fault NONE =
      new Fault("none", conversation -> conversation.send(answerOf(conversation)));

  private final String name;
  private final Way way;

  private Fault(String name, Way way) {
    this.name = name;
    this.way = way;
  }

  /** Never responds, and leaves the connection open until the server is closed. */
  public static Fault stall() {
    return new Fault("stall", conversation -> {});
  }

  /** Sends the headers and half of the body, and then nothing until the server is closed. */
  public static Fault stallBody() {
    return new Fault("stallBody", conversation -> conversation.sendHalf(answerOf(conversation)));
  }

  /** Closes the connection before the command takes effect. */
  public static Fault cut() {
    return new Fault("cut", Conversation::cut);
  }

  /** Closes the connection after the command took effect, without a response. */
  public static Fault cutAfter() {
    return new Fault(
        "cutAfter",
        conversation -> {
          var unused = answerOf(conversation);
          conversation.cut();
        });
  }

  /** Sends the headers and half of the announced body, and closes the connection. */
  public static Fault cutBody() {
    return new Fault(
        "cutBody",
        conversation -> {
          conversation.sendHalf(answerOf(conversation));
          conversation.cut();
        });
  }

  /** Responds with the first half of the JSON, as if it were complete. */
  public static Fault truncatedJson() {
    return new Fault(
        "truncatedJson", conversation -> conversation.send(answerOf(conversation).truncated()));
  }

  public static Fault status(int status, String contentType, String body) {
    return of("status " + status, Response.of(status, contentType, body));
  }

  /**
   * Responds with 429 and an empty body.
   *
   * @param retryAfter the header's value, or null for none
   */
  public static Fault tooManyRequests(String retryAfter) {
    return retryLater(429, retryAfter);
  }

  /**
   * Responds with 503 and an empty body.
   *
   * @param retryAfter the header's value, or null for none
   */
  public static Fault unavailable(String retryAfter) {
    return retryLater(503, retryAfter);
  }

  private static Fault retryLater(int status, String retryAfter) {
    return of(
        "status " + status + ", Retry-After " + retryAfter,
        new Response(
            status,
            Optional.ofNullable(retryAfter)
                .map(value -> Map.of("Retry-After", value))
                .orElse(Map.of()),
            new byte[0]));
  }

  /** Responds with 200 and an HTML page, as a proxy may. */
  public static Fault html() {
    return of(
        "html",
        Response.of(200, "text/html", "<!DOCTYPE html><html><body>Please log in</body></html>"));
  }

  /** Responds without a body. */
  public static Fault empty(int status) {
    return of("empty " + status, Response.empty(status));
  }

  /**
   * Responds to a find with one document of this size. The bytes are generated while they are sent,
   * so they never need the memory at once.
   *
   * @param bytes at least 100
   */
  public static Fault huge(long bytes) {
    if (bytes < 100) {
      throw new IllegalArgumentException("bytes: " + bytes + " is less than 100");
    }
    return new Fault("huge", conversation -> conversation.sendHuge(bytes));
  }

  /** Responds as the Data API does to a command that it refuses: with 200 and one error. */
  public static Fault error(
      String errorCode, String family, String scope, String title, String message) {
    CommandRefused refusal = new CommandRefused(200, family, scope, errorCode, title, message);
    return of("error " + errorCode, Response.json(200, refusal.answer()));
  }

  /**
   * Responds as if another request changed each of the documents at the same time: to an insertion
   * with an error for each document, to a replacement or an update with {@code modifiedCount} 0.
   * Nothing is written. Commands that only read get their normal response.
   */
  public static Fault contention() {
    return new Fault(
        "contention",
        conversation -> conversation.send(conversation.command().run(document -> true)));
  }

  /**
   * Responds as the Data API does while its database has a problem: to an insertion of many
   * documents with this error for each of them, to any other command with one error. Nothing is
   * written.
   *
   * @param errorCode the code of an error after which a client may retry
   */
  public static Fault trouble(String errorCode) {
    return trouble(errorCode, Integer.MAX_VALUE);
  }

  /**
   * Like {@link #trouble(String)}, but of an insertion of many documents only the first ones fail,
   * and the others are stored.
   */
  public static Fault trouble(String errorCode, int documents) {
    return new Fault(
        "trouble " + errorCode,
        conversation -> {
          DataApiRequest request = conversation.request();
          conversation.send(
              request.command().equals("insertMany")
                  ? DatabaseTrouble.inPlaceOfContention(
                      errorCode,
                      request,
                      conversation.command().run(DatabaseTrouble.first(documents)))
                  : DatabaseTrouble.refusal(errorCode, request));
        });
  }

  /** Responds with 200 and this JSON. */
  public static Fault answer(String json) {
    return of("answer", Response.of(200, "application/json", json));
  }

  /** Responds with the JSON that {@code json} returns for each request. */
  public static Fault answers(int status, Supplier<String> json) {
    return new Fault(
        "answers",
        conversation -> conversation.send(Response.of(status, "application/json", json.get())));
  }

  /** Responds with the bytes that {@code body} returns for each request, as if they were JSON. */
  public static Fault answersBytes(int status, Supplier<byte[]> body) {
    return new Fault(
        "answersBytes",
        conversation ->
            conversation.send(
                new Response(status, Map.of("Content-Type", "application/json"), body.get())));
  }

  /** Applies {@code change} to the JSON of the response. The command takes effect. */
  public static Fault changed(int status, UnaryOperator<String> change) {
    return new Fault(
        "changed",
        conversation -> {
          String json = new String(answerOf(conversation).body(), UTF_8);
          conversation.send(Response.of(status, "application/json", change.apply(json)));
        });
  }

  private static Fault of(String name, Response answer) {
    return new Fault(name, conversation -> conversation.send(answer));
  }

  private static Response answerOf(Conversation conversation) {
    return conversation.command().run(document -> false);
  }

  void apply(Conversation conversation) throws IOException {
    way.apply(conversation);
  }

  @Override
  public String toString() {
    return name;
  }
}

package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What happens to a request instead of its answer. Where a part of the answer is sent, and with
 * {@link #cutAfter}, the command takes effect; with the others it does not.
 */
public final class Fault {

  private interface Way {

    void apply(Conversation conversation) throws IOException;
  }

  /** No fault: the answer is as it should be. */
  static final Fault NONE =
      new Fault("none", conversation -> conversation.send(answerOf(conversation)));

  private final String name;
  private final Way way;

  private Fault(String name, Way way) {
    this.name = name;
    this.way = way;
  }

  /** Never answers, and leaves the connection open until the server closes. */
  public static Fault stall() {
    return new Fault("stall", conversation -> {});
  }

  /** Sends the headers and half of the body, and then nothing until the server closes. */
  public static Fault stallBody() {
    return new Fault("stallBody", conversation -> conversation.sendHalf(answerOf(conversation)));
  }

  /** Closes the connection before the command takes effect. */
  public static Fault cut() {
    return new Fault("cut", Conversation::cut);
  }

  /** Closes the connection after the command took effect, without an answer. */
  public static Fault cutAfter() {
    return new Fault(
        "cutAfter",
        conversation -> {
          var unused = answerOf(conversation);
          conversation.cut();
        });
  }

  /** Sends the headers and half of the body that they promise, and closes the connection. */
  public static Fault cutBody() {
    return new Fault(
        "cutBody",
        conversation -> {
          conversation.sendHalf(answerOf(conversation));
          conversation.cut();
        });
  }

  /** Answers with the first half of the JSON, as if it were all. */
  public static Fault truncatedJson() {
    return new Fault(
        "truncatedJson", conversation -> conversation.send(answerOf(conversation).truncated()));
  }

  public static Fault status(int status, String contentType, String body) {
    return of("status " + status, Response.of(status, contentType, body));
  }

  /**
   * Answers 429, with an empty body.
   *
   * @param retryAfter the header's value, or null for none
   */
  public static Fault tooManyRequests(String retryAfter) {
    return retryLater(429, retryAfter);
  }

  /**
   * Answers 503, with an empty body.
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

  /** Answers 200 with a page of HTML, as a proxy may. */
  public static Fault html() {
    return of(
        "html",
        Response.of(200, "text/html", "<!DOCTYPE html><html><body>Please log in</body></html>"));
  }

  /** Answers without a body. */
  public static Fault empty(int status) {
    return of("empty " + status, Response.empty(status));
  }

  /**
   * Answers to a find with one document of so many bytes, which come one after the other and are
   * nowhere all at once.
   *
   * @param bytes at least 100
   */
  public static Fault huge(long bytes) {
    if (bytes < 100) {
      throw new IllegalArgumentException("bytes is " + bytes + ", the least is 100");
    }
    return new Fault("huge", conversation -> conversation.sendHuge(bytes));
  }

  /** Answers as the Data API does to a command that it refuses: 200 and one error. */
  public static Fault error(
      String errorCode, String family, String scope, String title, String message) {
    CommandRefused refusal = new CommandRefused(200, family, scope, errorCode, title, message);
    return of("error " + errorCode, Response.json(200, refusal.answer()));
  }

  /**
   * Answers as if another request changed each of the documents at the same time: to an insert with
   * an error for each document, to a replacement or an update with {@code modifiedCount} 0. Nothing
   * is written. What only reads is answered as always.
   */
  public static Fault contention() {
    return new Fault(
        "contention",
        conversation -> conversation.send(conversation.command().run(document -> true)));
  }

  /**
   * Answers as the Data API does while its database is in trouble: to an insertion of many with
   * this error for each document, to any other command with the error alone. Nothing is done.
   *
   * @param errorCode one of those that a client may send the same command again after
   */
  public static Fault trouble(String errorCode) {
    return trouble(errorCode, Integer.MAX_VALUE);
  }

  /**
   * As {@link #trouble(String)}, where of an insertion of many only the first so many documents
   * fail, and the others are stored.
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

  /** Answers 200 with this JSON. */
  public static Fault answer(String json) {
    return of("answer", Response.of(200, "application/json", json));
  }

  /** Answers with the JSON that {@code json} gives for each request. */
  public static Fault answers(int status, Supplier<String> json) {
    return new Fault(
        "answers",
        conversation -> conversation.send(Response.of(status, "application/json", json.get())));
  }

  /** Answers with what {@code change} makes of the JSON of the answer; the command takes effect. */
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

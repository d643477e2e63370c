package dev.bytestore.fuzz;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** Texts that seeds contain and that the fuzzer inserts. No message may show them. */
public final class Secrets {

  public static final String TEXT = "s3cr3t";

  /** A number, because messages of the JDK quote malformed numbers. */
  public static final String NUMBER = "73537351";

  private static final List<String> ALL = List.of(TEXT, NUMBER);

  private Secrets() {}

  /** Checks the messages of a failure, of its causes and of suppressed failures. */
  public static void check(Throwable failure) {
    check(printed(failure));
  }

  /** Checks a text that is shown or logged. */
  public static void check(String shown) {
    for (String secret : ALL) {
      if (shown.contains(secret)) {
        throw new AssertionError("shows a part of the input: " + shown);
      }
    }
  }

  /** All messages and stack frames of a failure. */
  public static String printed(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}

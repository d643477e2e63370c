package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The application token, which authenticates requests. {@link #toString} hides it. */
final class Token {

  static final Token NONE = new Token(null);

  private final @Nullable Supplier<String> supplier;

  private Token(@Nullable Supplier<String> supplier) {
    this.supplier = supplier;
  }

  static Token of(String text) {
    Objects.requireNonNull(text, "token");
    if (!isHeader(text)) {
      throw new IllegalArgumentException(
          "token: is empty, or contains a space or another character that a header cannot hold");
    }
    return new Token(() -> text);
  }

  static Token of(Supplier<String> supplier) {
    return new Token(Objects.requireNonNull(supplier, "token"));
  }

  /** The form that HCD and DSE accept, and that Python's client uses too. */
  static Token of(String username, String password) {
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(password, "password");
    return of("Cassandra:%s:%s".formatted(base64(username), base64(password)));
  }

  /**
   * Returns the token to send now; null for none.
   *
   * @throws IllegalStateException if the supplier returned null or a text that cannot be sent
   */
  @Nullable String text() {
    if (supplier == null) {
      return null;
    }
    String text = supplier.get();
    if (text == null || !isHeader(text)) {
      throw new IllegalStateException(
          "token: the supplier returned null, an empty token, or one with a character that a header"
              + " cannot hold");
    }
    return text;
  }

  @Override
  public String toString() {
    return supplier == null ? "none" : "<hidden>";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static boolean isHeader(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}

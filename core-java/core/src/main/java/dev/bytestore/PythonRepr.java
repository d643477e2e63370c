package dev.bytestore;

import java.util.Objects;

/**
 * A Python value that JSON cannot represent, given as the text that Python's {@code repr()} prints.
 * It can be used in the parameters and arguments of {@link LlmCacheKeys}, at any depth. All other
 * methods refuse it with an {@link IllegalArgumentException}.
 *
 * <pre>{@code
 * new PythonRepr("<class 'app.models.Person'>") // a class, as with_structured_output passes it
 * new PythonRepr("('a', 1)")                    // a tuple
 * new PythonRepr("{50256: -100}")               // a dictionary whose keys are not strings
 * }</pre>
 *
 * <p>The text must be the same in each process. A text with an address in memory, such as {@code
 * <object at 0x7f3a>}, never matches.
 *
 * @param text the output of {@code repr()}, with its quotes and escapes; it is used unchanged
 */
public record PythonRepr(String text) {

  /**
   * @throws NullPointerException if {@code text} is null
   */
  public PythonRepr {
    Objects.requireNonNull(text, "text");
  }

  /** Shows only the length, because parameters do not belong in a log. */
  @Override
  public String toString() {
    return "PythonRepr[%d characters]".formatted(text.length());
  }
}

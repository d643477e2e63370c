package dev.bytestore.internal.json;

/**
 * Limits the lists and objects of one text. An empty one takes two characters of the text and a
 * hundred bytes of the heap or more, so a text of brackets would take many times its own length.
 */
public final class ContainerLimit {

  /** How many any text may have; they take a few megabytes. */
  private static final int ALLOWED_ANYWAY = 1 << 16;

  /** How many characters allow one more list or object; answers of models have 30 or more. */
  private static final int CHARACTERS_EACH = 16;

  private int left;

  /** A limit for a text of {@code length} characters, and for the texts that are quoted in it. */
  public ContainerLimit(int length) {
    left = ALLOWED_ANYWAY + length / CHARACTERS_EACH;
  }

  /** Whether {@code text} has so few brackets that it cannot exceed the limit. */
  public static boolean allowsBrackets(String text) {
    int left = new ContainerLimit(text.length()).left;
    for (int i = 0; i < text.length() && left >= 0; i++) {
      char unit = text.charAt(i);
      if (unit == '[' || unit == '{') {
        left--;
      }
    }
    return left >= 0;
  }

  /** Counts the brackets of a text that will be parsed later. */
  void countIn(String json) {
    for (int i = 0; i < json.length(); i++) {
      char unit = json.charAt(i);
      if (unit == '[' || unit == '{') {
        count();
      }
    }
  }

  /**
   * Counts one list or object.
   *
   * @throws JsonLimitException if it exceeds the limit
   */
  void count() {
    if (left-- == 0) {
      throw new JsonLimitException();
    }
  }
}

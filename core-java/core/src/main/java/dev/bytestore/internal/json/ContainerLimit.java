package dev.bytestore.internal.json;

/**
 * Limits the number of lists and objects in one text. An empty list takes two characters of the
 * text and about a hundred bytes of heap, so a text of brackets could take many times its length.
 */
public final class ContainerLimit {

  /** The number that every text may have, however short it is. They take a few megabytes. */
  private static final int ALLOWED_ANYWAY = 1 << 16;

  /**
   * One more is allowed for this number of characters. Answers of models have 30 or more for each.
   */
  private static final int CHARACTERS_EACH = 16;

  private int left;

  /** Makes the limit of a text of {@code length} characters, including the texts quoted in it. */
  public ContainerLimit(int length) {
    left = ALLOWED_ANYWAY + length / CHARACTERS_EACH;
  }

  /** Returns whether {@code text} has so few brackets that it cannot exceed its limit. */
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

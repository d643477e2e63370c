package dev.bytestore.spring.ai;

import dev.bytestore.internal.model.NotCacheableException;
import org.jspecify.annotations.Nullable;

/**
 * A text that comes in chunks. In Spring AI 1.1 each chunk has the next piece of a reasoning; in
 * version 2.0 it has all of the reasoning so far. This class finds out which of the two it is. If
 * both are possible, as for "1" and "10", there is no joined text.
 */
final class JoinedText {

  /** If this many texts each start with the one before, they are not pieces. */
  private static final int CERTAIN = 3;

  private static final int MAX_CHARACTERS = 32 << 20;

  /** The pieces so far; null if the chunks contain the whole text so far. */
  private @Nullable StringBuilder pieces = new StringBuilder();

  private String last = "";
  private boolean mayGrow = true;
  private int grown;

  /**
   * @throws NotCacheableException if the text becomes too long
   */
  void add(String text) {
    if (text.isEmpty()) {
      return;
    }
    mayGrow = mayGrow && text.startsWith(last);
    if (mayGrow) {
      grown += !last.isEmpty() && text.length() > last.length() ? 1 : 0;
      last = text;
      if (grown >= CERTAIN) {
        pieces = null;
      }
    }
    if (pieces != null) {
      pieces.append(text);
    } else if (!mayGrow) {
      throw cannotBeJoined();
    }
    if ((pieces == null ? last.length() : pieces.length()) > MAX_CHARACTERS) {
      throw new NotCacheableException(
          "a stream of more than %d characters".formatted(MAX_CHARACTERS));
    }
  }

  /**
   * @throws NotCacheableException if the texts may be pieces as well as the whole text so far
   */
  String whole() {
    if (pieces == null) {
      return last;
    }
    if (mayGrow && pieces.length() > last.length()) {
      throw cannotBeJoined();
    }
    return pieces.toString();
  }

  private static NotCacheableException cannotBeJoined() {
    return new NotCacheableException("a stream whose chunks of a reasoning cannot be joined");
  }
}

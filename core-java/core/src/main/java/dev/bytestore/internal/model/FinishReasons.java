package dev.bytestore.internal.model;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the finish reasons of providers say about an answer. */
public final class FinishReasons {

  private static final Set<String> WHOLE =
      Set.of(
          "complete",
          "completed",
          "end_turn",
          "function_call",
          "stop",
          "stop_sequence",
          "tool_call",
          "tool_calls",
          "tool_use");

  /** What some clients make of a reason that is absent. */
  private static final Set<String> MADE_UP = Set.of("finish_reason_unspecified", "null");

  private FinishReasons() {}

  /**
   * Whether the provider gave a reason. If the last chunk of a stream has none, the connection may
   * have been closed in the middle of the answer.
   */
  public static boolean isPresent(@Nullable String reason) {
    return reason != null
        && !reason.isBlank()
        && !MADE_UP.contains(reason.toLowerCase(Locale.ROOT));
  }

  /** Whether {@code reason}, in upper or lower case, is absent or means a whole answer. */
  public static boolean isWhole(@Nullable String reason) {
    return reason == null || reason.isBlank() || WHOLE.contains(reason.toLowerCase(Locale.ROOT));
  }
}

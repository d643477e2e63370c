package dev.bytestore.spring.ai;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** Recognises responses that the model finished. */
final class WholeResponses {

  /** The names that providers have for the normal end of a response. */
  private static final Set<String> FINISHED =
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

  private WholeResponses() {}

  /** Whether all generations are finished and one of them has a text or tool calls. */
  static boolean isWhole(ChatResponse response) {
    List<Generation> answers = response.getResults();
    return answers.stream().allMatch(WholeResponses::isFinished)
        && answers.stream().anyMatch(WholeResponses::hasContent);
  }

  private static boolean isFinished(Generation answer) {
    String reason = answer.getMetadata().getFinishReason();
    return reason == null || reason.isBlank() || FINISHED.contains(reason.toLowerCase(Locale.ROOT));
  }

  private static boolean hasContent(Generation answer) {
    return answer.getOutput() != null
        && (answer.getOutput().hasToolCalls() || isPresent(answer.getOutput().getText()));
  }

  private static boolean isPresent(@Nullable String text) {
    return text != null && !text.isBlank();
  }
}

package dev.bytestore.spring.ai;

import dev.bytestore.internal.model.FinishReasons;
import dev.bytestore.internal.model.ToolCallText;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** Recognises responses that the model finished. */
final class WholeResponses {

  private WholeResponses() {}

  /** Whether all generations are finished and one of them has a text or tool calls. */
  static boolean isWhole(ChatResponse response) {
    List<Generation> answers = response.getResults();
    return answers.stream().allMatch(WholeResponses::isFinished)
        && answers.stream().anyMatch(WholeResponses::hasContent);
  }

  private static boolean isFinished(Generation answer) {
    return FinishReasons.isWhole(answer.getMetadata().getFinishReason())
        && (answer.getOutput() == null
            || answer.getOutput().getToolCalls().stream()
                .allMatch(call -> ToolCallText.isWhole(call.arguments())));
  }

  private static boolean hasContent(Generation answer) {
    return answer.getOutput() != null
        && (answer.getOutput().hasToolCalls() || isPresent(answer.getOutput().getText()));
  }

  private static boolean isPresent(@Nullable String text) {
    return text != null && !text.isBlank();
  }
}

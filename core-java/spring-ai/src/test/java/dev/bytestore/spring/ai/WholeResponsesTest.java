package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

class WholeResponsesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{} | true", "'' | true", "{\"city\": \"Pa | false", "oops | false"})
  void aToolCallIsWholeIfItsArgumentsAre(String arguments, boolean isWhole) {
    AssistantMessage answer =
        AssistantMessage.builder()
            .content("Let me see.")
            .toolCalls(
                List.of(new AssistantMessage.ToolCall("1", "function", "weather", arguments)))
            .build();

    assertThat(WholeResponses.isWhole(new ChatResponse(List.of(new Generation(answer)))))
        .isEqualTo(isWhole);
  }
}

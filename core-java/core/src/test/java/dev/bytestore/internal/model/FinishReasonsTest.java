package dev.bytestore.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FinishReasonsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "complete",
        "completed",
        "end_turn",
        "function_call",
        "stop",
        "stop_sequence",
        "tool_call",
        "tool_calls",
        "tool_use",
        "STOP",
        "Tool_Calls"
      })
  void theReasonsOfProvidersForANormalEndAreKnown(String reason) {
    assertThat(FinishReasons.isPresent(reason)).isTrue();
    assertThat(FinishReasons.isWhole(reason)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"length", "max_tokens", "content_filter", "incomplete", "stopped", "new"})
  void anyOtherReasonMeansThatTheAnswerWasCutOff(String reason) {
    assertThat(FinishReasons.isPresent(reason)).isTrue();
    assertThat(FinishReasons.isWhole(reason)).isFalse();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " "})
  void anAbsentReasonSaysNothing(String reason) {
    assertThat(FinishReasons.isPresent(reason)).isFalse();
    assertThat(FinishReasons.isWhole(reason)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "FINISH_REASON_UNSPECIFIED"})
  void aReasonThatTheClientMadeUpIsAbsent(String reason) {
    assertThat(FinishReasons.isPresent(reason)).isFalse();
    assertThat(FinishReasons.isWhole(reason)).isFalse();
  }

  @Test
  void theLanguageOfTheProcessDoesNotMatter() {
    java.util.Locale before = java.util.Locale.getDefault();
    try {
      java.util.Locale.setDefault(java.util.Locale.forLanguageTag("tr"));
      assertThat(FinishReasons.isWhole("FUNCTION_CALL")).isTrue();
    } finally {
      java.util.Locale.setDefault(before);
    }
  }
}

package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.astra.DataApiException.Error;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InsertOutcomeTest {

  private static final Error EXISTS = error("DOCUMENT_ALREADY_EXISTS", "a");
  private static final Error TOO_LONG = error("SHRED_DOC_LIMIT_VIOLATION", "b");

  private static Error error(String code, String... ids) {
    return new Error(code, "REQUEST", "DOCUMENT", "", "", "", List.of(ids));
  }

  private static DataApiResponse answer(Map<String, ?> status, Error... errors) {
    return new DataApiResponse(200, 10, Map.of(), status, List.of(errors));
  }

  private static Map<String, ?> ok(String id) {
    return Map.of("_id", id, "status", "OK");
  }

  private static Map<String, ?> failed(String id, long index) {
    return Map.of("_id", id, "status", "ERROR", "errorsIdx", index);
  }

  static Stream<DataApiResponse> answersThatTellOfEachDocument() {
    return Stream.of(
        answer(Map.of("insertedIds", List.of("c")), EXISTS, TOO_LONG),
        answer(
            Map.of("documentResponses", List.of(ok("c"), failed("b", 1), failed("a", 0))),
            EXISTS,
            TOO_LONG));
  }

  @ParameterizedTest
  @MethodSource("answersThatTellOfEachDocument")
  void eachDocumentIsInsertedOrHasAnError(DataApiResponse answer) {
    InsertOutcome outcome =
        Objects.requireNonNull(InsertOutcome.of(List.of("a", "b", "c"), answer));

    assertThat(outcome.written()).containsExactly(2);
    assertThat(outcome.toReplace()).containsExactly(0);
    assertThat(outcome.refusals()).containsExactly(TOO_LONG);
  }

  static Stream<Arguments> answersThatDoNot() {
    return Stream.of(
        Arguments.of("one is not told of", answer(Map.of("insertedIds", List.of("a")))),
        Arguments.of("one twice", answer(Map.of("insertedIds", List.of("a", "b", "a")))),
        Arguments.of("another", answer(Map.of("insertedIds", List.of("a", "b", "c")))),
        Arguments.of("both", answer(Map.of("insertedIds", List.of("a", "b")), EXISTS)),
        Arguments.of("a number", answer(Map.of("insertedIds", List.of("a", 7L)))),
        Arguments.of("no list", answer(Map.of("insertedIds", "a"))),
        Arguments.of(
            "an error of the whole command",
            answer(Map.of("insertedIds", List.of("a", "b")), error("NO"))),
        Arguments.of(
            "two shapes",
            answer(
                Map.of(
                    "insertedIds",
                    List.of("a", "b"),
                    "documentResponses",
                    List.of(ok("a"), ok("b"))))),
        Arguments.of("a response is missing", answer(responses(ok("a")))),
        Arguments.of("a response twice", answer(responses(ok("a"), ok("b"), ok("b")))),
        Arguments.of("an index of no error", answer(responses(ok("a"), failed("b", 0)))),
        Arguments.of("a negative index", answer(responses(ok("a"), failed("b", -1)), TOO_LONG)),
        Arguments.of("an unused error", answer(responses(ok("a"), ok("b")), error("NO"))),
        Arguments.of(
            "an error that names what was inserted",
            answer(responses(ok("a"), failed("b", 0)), error("NO", "a", "b"))),
        Arguments.of(
            "success and an index",
            answer(
                responses(ok("a"), Map.of("_id", "b", "status", "OK", "errorsIdx", 0L)), TOO_LONG)),
        Arguments.of(
            "skipped", answer(responses(ok("a"), Map.of("_id", "b", "status", "SKIPPED")))));
  }

  private static Map<String, ?> responses(Map<?, ?>... responses) {
    return Map.of("documentResponses", List.of(responses));
  }

  /** All of these once counted as successes of some or all documents. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("answersThatDoNot")
  void anAnswerThatTellsAnythingElseIsNoOutcome(String what, DataApiResponse answer) {
    assertThat(InsertOutcome.of(List.of("a", "b"), answer)).isNull();
  }

  /** Lists with equal hash codes once made a hash set of them extremely slow. */
  @Test
  void idsThatAreNoTextsAreNotHashed() {
    Object unhashable =
        new Object() {
          @Override
          public int hashCode() {
            throw new AssertionError("hashed");
          }
        };
    DataApiResponse answer = answer(Map.of("insertedIds", List.of("a", unhashable)));

    assertThat(InsertOutcome.of(List.of("a", "b"), answer)).isNull();
  }
}

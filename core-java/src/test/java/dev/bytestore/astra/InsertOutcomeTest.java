package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InsertOutcomeTest {

  /** issue 16.14: lists of equal hash codes made a hash set of them slow without end. */
  @Test
  void idsThatAreNoTextsAreNotHashed() {
    Object unhashable =
        new Object() {
          @Override
          public int hashCode() {
            throw new AssertionError("hashed");
          }
        };
    DataApiAnswer answer =
        new DataApiAnswer(
            200, 10, Map.of(), Map.of("insertedIds", List.of(unhashable, "a")), List.of());

    InsertOutcome outcome =
        InsertOutcome.of(
            List.of(new Document("a", new byte[0]), new Document("b", new byte[0])), answer);

    assertThat(outcome.written()).containsExactly(0);
    assertThat(outcome.toReplace()).containsExactly(1);
  }
}

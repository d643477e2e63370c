package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingPositionTest {

  @Property
  void anyPageStateComesBack(@ForAll long seed) {
    ListingPosition position = new ListingPosition("state/+=" + seed);

    String text = position.encode("ks1.kv");

    assertThat(text).matches("[A-Za-z0-9._-]+");
    assertThat(ListingPosition.decode(text, "ks1.kv")).isEqualTo(position);
  }

  @Test
  void theEndComesBack() {
    ListingPosition end = new ListingPosition(null);

    assertThat(ListingPosition.decode(end.encode("ks1.kv"), "ks1.kv")).isEqualTo(end);
    assertThat(end.encode("ks1.kv")).isNotEqualTo(new ListingPosition("end").encode("ks1.kv"));
  }

  @Test
  void aPositionOfAnotherCollectionIsRefused() {
    String position = new ListingPosition("state").encode("ks1.kv");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ListingPosition.decode(position, "ks1.other"))
        .withMessageContainingAll("position", "another collection");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "d1", "d1..", "d1.00000000.!", "d2.00000000.end", "d1.28a8566e._w"})
  void whatIsNoPositionIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ListingPosition.decode(text, "ks1.kv"))
        .withMessageContaining("position");
  }
}

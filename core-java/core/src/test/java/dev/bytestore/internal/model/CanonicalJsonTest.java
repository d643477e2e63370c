package dev.bytestore.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  private static final CanonicalJson JSON =
      new CanonicalJson(new ObjectFields(Set.of()), (owner, field, value) -> value);

  @SuppressWarnings("unused") // read by reflection
  private static class Base {
    private final Object value;
    private final Object other;

    Base(List<Object> fields) {
      value = fields.get(0);
      other = fields.get(1);
    }
  }

  @SuppressWarnings("unused") // read by reflection
  private static class Middle extends Base {
    private final Object value;

    Middle(List<Object> fields) {
      super(fields);
      value = fields.get(2);
    }
  }

  @SuppressWarnings("unused") // read by reflection
  private static final class Leaf extends Middle {
    private final Object value;
    private final Object other;

    Leaf(List<Object> fields) {
      super(fields);
      value = fields.get(3);
      other = fields.get(4);
    }
  }

  /** Of two fields with one name, one was null, and the other was written under its name. */
  @Property
  void fieldsThatHideEachOtherAreToldApart(
      @ForAll("fields") List<Object> one, @ForAll("fields") List<Object> other) {
    assertThat(JSON.of(new Leaf(one)).equals(JSON.of(new Leaf(other))))
        .isEqualTo(one.equals(other));
  }

  @Provide
  Arbitrary<List<Object>> fields() {
    Arbitrary<Object> value = Arbitraries.of("a", 1L, Map.of(), List.of("a"));
    return value.injectNull(0.5).list().ofSize(5);
  }

  @Test
  void aFieldThatHidesAnotherOneDoesNotTakeItsPlace() {
    List<Object> nulls = new ArrayList<>(Collections.nCopies(5, null));
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      List<Object> fields = new ArrayList<>(nulls);
      fields.set(i, "x");
      texts.add(JSON.of(new Leaf(fields)));
    }

    assertThat(texts).doesNotHaveDuplicates();
  }

  /** Without a limit, this would practically never end. */
  @Test
  void sharedObjectsThatExpandWithoutEndHaveNoText() {
    Object lists = "leaf";
    Object maps = Map.of();
    Object sets = Set.of("leaf");
    Object objects = "leaf";
    for (int i = 0; i < 40; i++) {
      lists = List.of(lists, lists);
      maps = Map.of("left", maps, "right", maps);
      sets = Set.of(sets);
      objects = new Middle(List.of(objects, objects, objects));
    }

    for (Object tooLarge : List.of(lists, maps, objects)) {
      assertThatThrownBy(() -> JSON.of(tooLarge))
          .isInstanceOf(NotCacheableException.class)
          .hasMessageContaining("more than 250000 values");
    }
    Object nested = sets; // Each level quotes the one below, so the text doubles.
    assertThatThrownBy(() -> JSON.of(nested))
        .isInstanceOf(NotCacheableException.class)
        .hasMessageContaining("33554432 characters");
  }

  @Test
  void whatIsEndlessIsRefusedBeforeItIsCopied() {
    List<Object> endless = Collections.nCopies(Integer.MAX_VALUE, "a");
    String large = "a".repeat(CanonicalJson.MAX_CHARACTERS / 4);

    for (Object tooLarge :
        List.of(
            endless,
            new int[CanonicalJson.MAX_VALUES],
            new byte[CanonicalJson.MAX_CHARACTERS + 1],
            List.of(large, large, large, large, "a"))) {
      assertThatThrownBy(() -> JSON.of(tooLarge)).isInstanceOf(NotCacheableException.class);
    }
  }

  @Test
  void bytesAreWrittenAsBase64() {
    assertThat(JSON.of(new byte[] {1, 2, 3})).isEqualTo("{\"bytes\": \"AQID\"}");
    assertThat(JSON.of(new int[] {1, 2, 3})).isEqualTo("[1, 2, 3]");
  }

  /** Objects that are not equal, but once had equal texts. */
  @Test
  void whatATextCannotTellApartHasNone() {
    IdentityHashMap<String, Object> twice = new IdentityHashMap<>();
    twice.put("key ".concat("1"), 1);
    twice.put("key ".concat("1"), 2);

    assertThat(twice).hasSize(2);
    for (Object refused : List.of(twice, new Locale("", "", "variant"), Locale.ROOT)) {
      assertThatThrownBy(() -> JSON.of(refused)).isInstanceOf(NotCacheableException.class);
    }
  }

  @Test
  void aNullFieldIsLeftOut() {
    List<Object> fields = new ArrayList<>(Collections.nCopies(5, null));

    assertThat(Objects.requireNonNull(JSON.of(new Leaf(fields)))).endsWith("\"fields\": {}}");
  }

  /** Stands for a class of a library whose fields cannot be read. */
  @SuppressWarnings("unused")
  private static final class Opaque {
    private final Thread state = new Thread();
  }

  @Test
  void aReplacedValueIsWrittenWhereverItIsFound() {
    CanonicalJson json =
        new CanonicalJson(
            new ObjectFields(Set.of()),
            new CanonicalJson.FieldRule() {
              @Override
              public Object apply(Object owner, ObjectFields.Named field, Object value) {
                return value;
              }

              @Override
              public Object replace(Object value) {
                return value instanceof Opaque ? "replaced" : value;
              }
            });
    Object opaque = new Opaque();

    for (Object place :
        List.of(
            opaque,
            List.of(opaque),
            Set.of(opaque),
            Map.of("a", opaque),
            new Object[] {opaque},
            new Base(List.of(opaque, "b")))) {
      assertThat(json.of(place)).contains("replaced");
      assertThatThrownBy(() -> JSON.of(place)).isInstanceOf(NotCacheableException.class);
    }
  }
}

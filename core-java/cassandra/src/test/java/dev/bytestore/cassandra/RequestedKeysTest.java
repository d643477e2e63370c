package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import dev.bytestore.cassandra.RequestedKeys.PlacedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RequestedKeysTest {

  @Property
  void allPlacesOfEachKeyAreFoundTheLastFirst(@ForAll("keys") List<String> keys) {
    Map<String, List<Integer>> expected = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      expected.computeIfAbsent(keys.get(i), key -> new ArrayList<>()).add(0, i);
    }

    RequestedKeys requested = requested(keys);

    expected.forEach((key, places) -> assertThat(places(requested, key)).isEqualTo(places));
    assertThat(requested.find("another key")).isNull();
  }

  @Test
  void keysWithEqualHashCodesAreToldApart() {
    List<String> keys =
        IntStream.range(0, 1 << 10)
            .mapToObj(bits -> Integer.toBinaryString(bits + (1 << 10)))
            .map(bits -> bits.replace("0", "Aa").replace("1", "BB"))
            .toList();
    assertThat(keys.stream().mapToInt(String::hashCode).distinct().count()).isEqualTo(1);

    RequestedKeys requested = requested(keys);

    assertThat(keys.stream().map(key -> places(requested, key)))
        .isEqualTo(IntStream.range(0, keys.size()).mapToObj(List::of).toList());
    assertThat(requested.find("Aa".repeat(10) + "BB")).isNull();
  }

  @Property
  void keysAreEncodedAsByTheDriver(@ForAll("keys") List<String> keys) {
    assertThat(RequestedKeys.encode(keys, Function.identity()))
        .isEqualTo(TypeCodecs.listOf(TypeCodecs.TEXT).encode(keys, ProtocolVersion.DEFAULT))
        .isEqualTo(TypeCodecs.listOf(TypeCodecs.TEXT).encode(keys, ProtocolVersion.V3));
  }

  private static RequestedKeys requested(List<String> keys) {
    return new RequestedKeys(
        IntStream.range(0, keys.size()).mapToObj(i -> new PlacedKey(keys.get(i), i)).toList());
  }

  private static List<Integer> places(RequestedKeys requested, String key) {
    List<Integer> places = new ArrayList<>();
    for (PlacedKey at = requested.find(key); at != null; at = at.repeated()) {
      assertThat(at.key()).isEqualTo(key);
      places.add(at.place());
    }
    return places;
  }

  @Provide
  Arbitrary<List<String>> keys() {
    return Arbitraries.strings()
        .withChars('a', 'b', '\u007F', '\u0080', '\u07FF', '\u0800', '\uFFFF')
        .ofMinLength(1)
        .ofMaxLength(3)
        .list()
        .ofMinSize(1)
        .ofMaxSize(70);
  }
}

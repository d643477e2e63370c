package dev.bytestore.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A Java store and a Python store share the same rows or documents. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SharedStoreContract {

  /** Which side writes and which side reads. */
  enum Direction {
    JAVA_TO_PYTHON,
    JAVA_TO_ASYNC_PYTHON,
    PYTHON_TO_JAVA,
    ASYNC_PYTHON_TO_JAVA
  }

  private SharedStore java;
  private SharedStore python;
  private SharedStore asyncPython;

  abstract SharedStore javaStore();

  abstract SharedStore pythonStore(boolean async);

  /** Removes all entries. */
  abstract void empty();

  /** The maximum number of bytes in a key. */
  abstract int longestKey();

  /** A size near the largest value that both sides accept. */
  abstract int largeValue();

  /** The maximum number of keys in Python's mget and mdelete. */
  abstract int mostKeys();

  @BeforeEach
  void start() {
    if (java == null) {
      java = javaStore();
      python = pythonStore(false);
      asyncPython = pythonStore(true);
    }
    empty();
  }

  private SharedStore writer(Direction direction) {
    return switch (direction) {
      case JAVA_TO_PYTHON, JAVA_TO_ASYNC_PYTHON -> java;
      case PYTHON_TO_JAVA -> python;
      case ASYNC_PYTHON_TO_JAVA -> asyncPython;
    };
  }

  private SharedStore reader(Direction direction) {
    return switch (direction) {
      case JAVA_TO_PYTHON -> python;
      case JAVA_TO_ASYNC_PYTHON -> asyncPython;
      case PYTHON_TO_JAVA, ASYNC_PYTHON_TO_JAVA -> java;
    };
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void whatOneWritesTheOtherReadsInTheOrderAskedWithRepeatsAndNulls(Direction direction) {
    writer(direction).mset(Map.of("k1", bytes("v1"), "k2", bytes("v2")));

    assertThat(reader(direction).mget(List.of("k2", "nope", "k1", "k2")))
        .containsExactly(bytes("v2"), null, bytes("v1"), bytes("v2"));
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void whatOneOverwritesOrDeletesIsSoForTheOther(Direction direction) {
    reader(direction).mset(Map.of("k1", bytes("old"), "k2", bytes("old"), "k3", bytes("old")));

    writer(direction).mset(Map.of("k1", bytes("new"), "k4", bytes("new")));
    writer(direction).mdelete(List.of("k2", "nope", "k2"));

    assertThat(reader(direction).mget(List.of("k1", "k2", "k3", "k4")))
        .containsExactly(bytes("new"), null, bytes("old"), bytes("new"));
    assertThat(reader(direction).yieldKeys("")).containsExactlyInAnyOrder("k1", "k3", "k4");
  }

  Stream<String> edgeKeys() {
    String longest = "ж".repeat(longestKey() / 2) + "x".repeat(longestKey() % 2);
    return Stream.of(
        "a",
        " ",
        "\t\n\r",
        "\0",
        "a\0b",
        "caf\u00e9",
        "cafe\u0301",
        "Привет, 東京! 🌍",
        "\u07ff\u0800\uffff\ud800\udc00\udbff\udfff",
        "\u2028\u2029\u200b\ufeff",
        "'; DROP TABLE x; --",
        "\"\\/%_*{}[]$",
        "$in",
        "null",
        "1",
        "x".repeat(longestKey()),
        longest);
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void keysAtTheEdgesAreTheSameKeyForBoth(Direction direction) {
    List<String> keys = edgeKeys().toList();
    Map<String, byte[]> entries = new LinkedHashMap<>();
    keys.forEach(key -> entries.put(key, bytes("of " + entries.size())));
    writer(direction).mset(entries);

    assertThat(reader(direction).yieldKeys("")).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(reader(direction).mget(keys))
        .containsExactly(entries.values().toArray(new byte[0][]));

    writer(direction).mdelete(keys);
    assertThat(reader(direction).yieldKeys("")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void valuesAtTheEdgesComeToTheByte(Direction direction) {
    byte[] all = new byte[256];
    IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
    byte[] large = new byte[largeValue()];
    new Random(1).nextBytes(large);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("empty", new byte[0]);
    entries.put("nul", new byte[1]);
    entries.put("all", all);
    entries.put("one", bytes("a"));
    entries.put("two", bytes("ab"));
    entries.put("large", large);
    writer(direction).mset(entries);

    entries.forEach(
        (key, value) ->
            assertThat(Arrays.equals(reader(direction).mget(List.of(key)).get(0), value))
                .as(key)
                .isTrue());
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void manyEntriesComeOverAndGo(Direction direction) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < mostKeys(); i++) {
      entries.put("page/%d".formatted(i), bytes("value " + i));
    }
    List<String> keys = List.copyOf(entries.keySet());
    writer(direction).mset(entries);

    assertThat(reader(direction).mget(keys))
        .containsExactly(keys.stream().map(entries::get).toArray(byte[][]::new));
    assertThat(reader(direction).yieldKeys("page/")).containsExactlyInAnyOrderElementsOf(keys);

    writer(direction).mdelete(keys.subList(1, keys.size()));
    assertThat(reader(direction).yieldKeys("")).containsExactly(keys.get(0));
  }

  static Stream<String> prefixes() {
    return Stream.of(
        "",
        "a",
        "A",
        "a/",
        "%",
        "_",
        "é",
        "e\u0301",
        "\0",
        "ж",
        "東",
        "\uffff",
        "🌍",
        "\udbff\udfff",
        "absent");
  }

  @ParameterizedTest
  @MethodSource("prefixes")
  void bothListTheSameKeysByAPrefixInTheSameOrder(String prefix) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    prefixes().forEach(p -> entries.put(p + "1", bytes(p)));
    prefixes().forEach(p -> entries.put(p + "1\uffff🌍", bytes(p)));
    prefixes().filter(p -> !p.isEmpty()).forEach(p -> entries.put(p, bytes(p)));
    java.mset(entries);

    List<String> ours = java.yieldKeys(prefix);

    assertThat(ours).isEqualTo(python.yieldKeys(prefix)).isEqualTo(asyncPython.yieldKeys(prefix));
    assertThat(ours)
        .containsExactlyInAnyOrderElementsOf(
            entries.keySet().stream().filter(key -> key.startsWith(prefix)).toList());
  }

  @Test
  void bothWriteAndDeleteAtTheSameTimeAndNothingIsLost() {
    Map<String, byte[]> first = new LinkedHashMap<>();
    Map<String, byte[]> second = new LinkedHashMap<>();
    for (int i = 0; i < mostKeys(); i++) {
      first.put("java/" + i, bytes("" + i));
      second.put("python/" + i, bytes("" + i));
    }
    List<String> odd = new ArrayList<>();
    for (int i = 1; i < mostKeys(); i += 2) {
      odd.add("python/" + i);
    }
    python.mset(second);
    CompletableFuture<Void> ours =
        CompletableFuture.runAsync(
            () -> {
              java.mset(first);
              java.mdelete(odd);
            });
    asyncPython.mset(
        second.entrySet().stream()
            .filter(e -> !odd.contains(e.getKey()))
            .collect(
                LinkedHashMap::new, (map, e) -> map.put(e.getKey(), e.getValue()), Map::putAll));
    ours.join();

    assertThat(python.yieldKeys("java/")).hasSize(mostKeys());
    assertThat(java.yieldKeys("python/")).hasSize(mostKeys() - odd.size());
    assertThat(java.yieldKeys("")).isEqualTo(python.yieldKeys(""));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}

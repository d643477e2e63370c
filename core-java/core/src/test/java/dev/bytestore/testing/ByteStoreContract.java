package dev.bytestore.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ByteStore} does with values. Subclasses make the empty store to test. */
public abstract class ByteStoreContract {

  protected ByteStore store;
  protected BlockingByteStore blocking;

  /** Returns an empty store that no other test uses. */
  protected abstract ByteStore newStore();

  /** The number of UTF-8 bytes that a key may have. */
  protected int longestKey() {
    return 65_535;
  }

  @BeforeEach
  void makeStore() {
    store = newStore();
    blocking = store.blocking();
  }

  @Test
  void anEmptyStoreHasNothing() {
    assertThat(texts(blocking.mget(List.of("a", "b")))).containsExactly(null, null);
    assertThat(blocking.yieldKeys()).isEmpty();
  }

  // Servers that end pages early broke this. No server that this suite runs on does
  // that, so CutResponsesIT makes one do it.
  @Test
  void valuesComeInTheOrderOfTheKeysWithNullForAbsentAndRepeatsRepeated() {
    blocking.mset(entries("k1", "v1", "k2", "v2"));

    assertThat(texts(blocking.mget(List.of("k2", "nope", "k1", "k2"))))
        .containsExactly("v2", null, "v1", "v2");
  }

  @Test
  void emptyBytesAreNotAbsent() {
    blocking.mset(Map.of("empty", new byte[0]));

    assertThat(blocking.mget(List.of("empty")).get(0)).isNotNull().isEmpty();
  }

  @Test
  void allBytesComeBackAsTheyWere() {
    byte[] bytes = new byte[1_000_000];
    IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) (i * 31));
    blocking.mset(Map.of("large", bytes));

    assertThat(blocking.mget(List.of("large")).get(0)).isEqualTo(bytes);
  }

  @Test
  void emptyInputDoesNothing() {
    blocking.mset(entries("k", "v"));
    blocking.mset(Map.of());
    blocking.mset(Map.of(), Duration.ZERO);
    blocking.mdelete(List.of());

    assertThat(blocking.mget(List.of())).isEmpty();
    assertThat(texts(blocking.mget(List.of("k")))).containsExactly("v");
  }

  @Test
  void writingAgainReplacesTheValue() {
    blocking.mset(entries("k", "old", "other", "stays"));
    blocking.mset(entries("k", "new"));

    assertThat(texts(blocking.mget(List.of("k", "other")))).containsExactly("new", "stays");
    assertThat(blocking.yieldKeys()).containsExactlyInAnyOrder("k", "other");
  }

  /** In earlier tests, no map could have equal keys twice. */
  @Test
  void theLastOfEqualKeysWins() {
    IdentityHashMap<String, byte[]> map = new IdentityHashMap<>();
    for (int i = 0; i < 2_000; i++) {
      map.put("key " + i % 500, ("value " + i).getBytes(UTF_8)); // each key is a new object
    }
    Map<String, byte[]> last = new LinkedHashMap<>();
    map.forEach(last::put);
    List<String> keys = List.copyOf(last.keySet());

    blocking.mset(map);

    assertThat(keys).hasSize(500);
    assertThat(texts(blocking.mget(keys)))
        .containsExactlyElementsOf(texts(List.copyOf(last.values())));
  }

  @Test
  void deletingTakesTheNamedKeysAndMindsNeitherAbsentNorRepeatedOnes() {
    blocking.mset(entries("a", "1", "b", "2", "c", "3"));
    blocking.mdelete(List.of("a", "nope", "a", "c"));

    assertThat(texts(blocking.mget(List.of("a", "b", "c")))).containsExactly(null, "2", null);
    assertThat(blocking.yieldKeys()).containsExactly("b");
  }

  @Test
  void manyKeysInOneCallComeBackInOrder() {
    Map<String, byte[]> many = numbered(5_000);
    blocking.mset(many);
    List<String> keys = new ArrayList<>(many.keySet());
    keys.add("absent");

    List<byte[]> values = blocking.mget(keys);

    for (int i = 0; i < many.size(); i++) {
      assertThat(values.get(i)).isEqualTo(many.get(keys.get(i)));
    }
    assertThat(values.get(many.size())).isNull();
    blocking.mdelete(many.keySet());
    assertThat(blocking.yieldKeys()).isEmpty();
  }

  @Test
  void keysThatLookAlikeAreDifferentKeys() {
    List<String> keys =
        List.of(
            "\u00e9", "e\u0301", "K", "k", "a\0b", "a", " a", "a ", "😀", "ключ/é", "%", "_", "'");
    Map<String, byte[]> entries = new LinkedHashMap<>();
    keys.forEach(key -> entries.put(key, ("value of " + key).getBytes(UTF_8)));
    blocking.mset(entries);

    assertThat(texts(blocking.mget(keys)))
        .containsExactlyElementsOf(keys.stream().map(key -> "value of " + key).toList());
    assertThat(blocking.yieldKeys()).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void aKeyMayBeAsLongAsTheStoreSays() {
    int pairs = (longestKey() - 1) / 2;
    String longest = "é".repeat(pairs) + "a".repeat(longestKey() - 2 * pairs);
    blocking.mset(entries(longest, "v"));

    assertThat(texts(blocking.mget(List.of(longest)))).containsExactly("v");
    assertThat(blocking.yieldKeys("é")).containsExactly(longest);
    blocking.mdelete(List.of(longest));
    assertThat(blocking.yieldKeys()).isEmpty();
  }

  @Test
  void everyArrayHandedOutIsTheCallersOwn() {
    blocking.mset(entries("k", "value"));
    List<byte[]> twice = blocking.mget(List.of("k", "k"));

    Arrays.fill(twice.get(0), (byte) 0);

    assertThat(texts(List.of(twice.get(1)))).containsExactly("value");
    assertThat(texts(blocking.mget(List.of("k")))).containsExactly("value");
  }

  @Test
  void collectionsHandedInMayChangeOnceTheCallHasReturned() {
    Map<String, byte[]> entries = new HashMap<>(numbered(500));
    List<String> keys = new ArrayList<>(entries.keySet());
    List<String> sameKeys = List.copyOf(keys);

    CompletableFuture<Void> written = store.msetAsync(entries);
    entries.clear();
    written.join();
    CompletableFuture<List<byte[]>> read = store.mgetAsync(keys);
    keys.clear();

    assertThat(read.join()).hasSameSizeAs(sameKeys).doesNotContainNull();
  }

  @Test
  void theListOfValuesCannotBeModified() {
    blocking.mset(entries("k", "v"));

    assertThatThrownBy(() -> blocking.mget(List.of("k")).set(0, null))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void cancellingOneCallHarmsNoOther() {
    Map<String, byte[]> entries = numbered(2_000);
    blocking.mset(entries);
    List<String> keys = List.copyOf(entries.keySet());
    List<CompletableFuture<List<byte[]>>> calls =
        IntStream.range(0, 20).mapToObj(i -> store.mgetAsync(keys)).toList();

    for (int i = 0; i < calls.size(); i += 2) {
      calls.get(i).cancel(true);
    }

    for (int i = 1; i < calls.size(); i += 2) {
      assertThat(calls.get(i).join()).doesNotContainNull();
    }
    assertThat(blocking.mget(keys)).doesNotContainNull();
  }

  @Test
  void setupCanBeWaitedForAtAnyTime() {
    blocking.ensureSetup();
    blocking.ensureSetup();

    assertThat(blocking.mget(List.of("k"))).containsOnlyNulls();
  }

  protected static Map<String, byte[]> entries(String... keysAndValues) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.put(keysAndValues[i], keysAndValues[i + 1].getBytes(UTF_8));
    }
    return entries;
  }

  protected static Map<String, byte[]> numbered(int count) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      entries.put("%02d/key %d".formatted(i % 50, i), ("value " + i).getBytes(UTF_8));
    }
    return entries;
  }

  protected static List<String> texts(List<byte[]> values) {
    return Arrays.asList(
        values.stream()
            .map(value -> value == null ? null : new String(value, UTF_8))
            .toArray(String[]::new));
  }
}

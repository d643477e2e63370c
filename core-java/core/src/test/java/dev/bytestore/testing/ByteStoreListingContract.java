package dev.bytestore.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.KeyPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How every {@link ByteStore} lists keys. Subclasses make the empty store to test. */
public abstract class ByteStoreListingContract {

  protected ByteStore store;
  protected BlockingByteStore blocking;

  /** Returns an empty store that no other test uses, with at most 1,000 keys per page. */
  protected abstract ByteStore newStore();

  @BeforeEach
  void makeStore() {
    store = newStore();
    blocking = store.blocking();
  }

  // In Cassandra, keys that share a token broke this. No two of these keys do.
  // SharedTokensIT has keys that do.
  @Test
  void everyKeyIsListedOnceOverAsManyPagesAsItTakes() {
    Set<String> keys = write(3_456);

    List<KeyPage> pages = pages(store.yieldKeysAsync().join());

    assertThat(pages).hasSizeGreaterThan(3);
    assertThat(pages.subList(0, pages.size() - 1)).noneMatch(page -> page.keys().isEmpty());
    assertThat(keysOf(pages)).hasSameSizeAs(keys).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(pages).allMatch(page -> page.keys().size() <= 1_000);
  }

  @Test
  void theOrderIsAlwaysTheSame() {
    write(2_500);

    assertThat(blocking.yieldKeys().toList()).isEqualTo(blocking.yieldKeys().toList());
  }

  @Test
  void anEmptyStoreGivesOneEmptyLastPage() {
    KeyPage page = store.yieldKeysAsync().join();

    assertThat(page.keys()).isEmpty();
    assertThat(page.hasNextPage()).isFalse();
    assertThatIllegalStateException().isThrownBy(page::nextPageAsync);
    assertThat(store.yieldKeysAsync("", page.position()).join().keys()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "ab",
        "a%",
        "a_",
        "%",
        "_",
        "'",
        "\"",
        "\\",
        "a'b",
        ";",
        "é",
        "e",
        "е",
        "😀",
        "\uFFFF",
        "\uDBFF\uDFFF",
        "\uDBFF\uDFFF\uDBFF\uDFFF",
        "a\uDBFF\uDFFF",
        "\uD7FF",
        "\uE000",
        "\0",
        "a\0",
        "A",
        "none such"
      })
  void aPrefixIsTakenLiterally(String prefix) {
    List<String> keys =
        Stream.of(
                "a",
                "ab",
                "abc",
                "a%b",
                "a_b",
                "a%",
                "%",
                "%a",
                "_",
                "_a",
                "'",
                "'quoted'",
                "\"x\"",
                "\\n",
                "a'b'c",
                ";drop",
                "é",
                "é/1",
                "e\u0301",
                "е",
                "😀",
                "😀😀",
                "😁",
                "\uFFFF",
                "\uFFFFx",
                "\uDBFF\uDFFF",
                "\uDBFF\uDFFFx",
                "\uDBFF\uDFFF\uDBFF\uDFFF",
                "a\uDBFF\uDFFF",
                "a\uDBFF\uDFFFz",
                "b",
                "\uD7FF",
                "\uD7FFa",
                "\uE000",
                "\uE000a",
                "\0",
                "a\0",
                "a\0b",
                "A",
                "AB",
                "\u0001")
            .toList();
    Map<String, byte[]> entries = new LinkedHashMap<>();
    keys.forEach(key -> entries.put(key, key.getBytes(UTF_8)));
    blocking.mset(entries);

    assertThat(blocking.yieldKeys(prefix))
        .containsExactlyInAnyOrderElementsOf(
            keys.stream().filter(key -> key.startsWith(prefix)).toList());
  }

  @Test
  void aPrefixFindsTheSameKeysAsAFilterOverAll() {
    int[] alphabet = {
      'a', 'b', 0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF
    };
    Random random = new Random(42);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    while (entries.size() < 1_500) {
      entries.put(randomText(random, alphabet, 1 + random.nextInt(4)), new byte[0]);
    }
    blocking.mset(entries);

    for (int i = 0; i < 60; i++) {
      String prefix = randomText(random, alphabet, random.nextInt(4));
      assertThat(blocking.yieldKeys(prefix))
          .as("prefix %s", prefix.codePoints().mapToObj(Integer::toHexString).toList())
          .containsExactlyInAnyOrderElementsOf(
              entries.keySet().stream().filter(key -> key.startsWith(prefix)).toList());
    }
  }

  @Test
  void fromThePositionOfAnyPageTheListingGoesOnWithoutALostOrRepeatedKey() {
    write(3_000);
    List<KeyPage> pages = pages(store.yieldKeysAsync().join());
    List<String> all = keysOf(pages);

    int before = 0;
    int stride = 1 + pages.size() / 50; // a store with small pages has hundreds of them
    for (int i = 0; i < pages.size(); i++) {
      KeyPage page = pages.get(i);
      before += page.keys().size();
      assertThat(page.position()).isPrintable().isASCII();
      if (i % stride == 0 || i == pages.size() - 1) {
        assertThat(blocking.yieldKeys("", page.position()))
            .containsExactlyElementsOf(all.subList(before, all.size()));
      }
    }
  }

  @Test
  void aPositionStaysGoodWhenKeysComeAndGo() {
    write(2_500);
    KeyPage first = store.yieldKeysAsync().join();
    List<String> rest = blocking.yieldKeys("", first.position()).toList();

    blocking.mdelete(first.keys());

    assertThat(blocking.yieldKeys("", first.position())).containsExactlyElementsOf(rest);
  }

  @Test
  void aPositionCanBeUsedWithAPrefix() {
    write(2_500);
    KeyPage first = store.yieldKeysAsync("0").join();

    assertThat(keysOf(pages(store.yieldKeysAsync("0", first.position()).join())))
        .doesNotContainAnyElementsOf(first.keys())
        .allMatch(key -> key.startsWith("0"));
  }

  @Test
  void thePageAfterAPageCanBeAskedForAgain() {
    write(3_000);
    KeyPage first = store.yieldKeysAsync().join();

    KeyPage second = first.nextPageAsync().join();
    KeyPage again = first.nextPageAsync().join();
    first.nextPageAsync().cancel(true);
    KeyPage afterCancelling = first.nextPageAsync().join();

    assertThat(commonStart(second, again)).isTrue();
    assertThat(commonStart(second, afterCancelling)).isTrue();
    List<String> restOfFirst = keysOf(pages(again));
    assertThat(keysOf(pages(second))).isEqualTo(restOfFirst);
  }

  @Test
  void aStreamReadsNothingBeforeItIsUsedAndNoMoreThanItNeeds() {
    write(2_500);
    Stream<String> keys = blocking.yieldKeys();
    blocking.mset(Map.of("later", new byte[0]));

    assertThat(keys).hasSize(2_501);
    assertThat(blocking.yieldKeys().limit(10)).hasSize(10);
    assertThat(blocking.yieldKeys().findFirst()).isPresent();
  }

  @Test
  void manyListingsAtOnceAllSeeEverything() {
    Set<String> keys = write(2_000);
    List<CompletableFuture<KeyPage>> firsts =
        Stream.generate(() -> store.yieldKeysAsync()).limit(20).toList();

    for (CompletableFuture<KeyPage> first : firsts) {
      assertThat(keysOf(pages(first.join()))).containsExactlyInAnyOrderElementsOf(keys);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not a position",
        "*",
        "é",
        "\uD800",
        "AAAA",
        "Zm9v", // a key without a tag
        "bf8", // in memory, with a byte that is not UTF-8
        "be2ggA", // in memory, with an unpaired surrogate
        "YwAAAAAAAAAq_w", // of Cassandra, with a byte that is not UTF-8
        "d1.00000000.end" // of an Astra DB collection that no test has
      })
  void whatIsNoPositionIsRefused(String position) {
    assertRefused(position);
  }

  /**
   * Earlier tests passed only invalid positions, and the in-memory store could choose which of them
   * it accepts. These are real positions of each kind of store.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // the end of the listing of an empty in-memory store, before positions had a tag
        "bWZvbw",
        "bQ",
        "Y8eEmZgq5ODPZm9v",
        "YwAAAAAAAAAq",
        "d1.7eb6749a.S0FBQUFB",
        "d1.7eb6749a.end"
      })
  void aPositionOfAnotherKindOfStoreIsRefused(String position) {
    if (!kind(position).equals(kind(store.yieldKeysAsync().join().position()))) {
      assertRefused(position);
    }
  }

  private void assertRefused(String position) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.yieldKeysAsync("", position))
        .withMessageContaining("position");
  }

  /** The text with which all positions of one kind of store start. */
  private static String kind(String position) {
    return position.substring(0, Math.min(position.length(), 1));
  }

  private Set<String> write(int count) {
    Map<String, byte[]> entries = ByteStoreContract.numbered(count);
    blocking.mset(entries);
    return new LinkedHashSet<>(entries.keySet());
  }

  private static boolean commonStart(KeyPage a, KeyPage b) {
    int common = Math.min(a.keys().size(), b.keys().size());
    return common > 0 && a.keys().subList(0, common).equals(b.keys().subList(0, common));
  }

  private static List<KeyPage> pages(KeyPage first) {
    List<KeyPage> pages = new ArrayList<>(List.of(first));
    while (pages.get(pages.size() - 1).hasNextPage()) {
      pages.add(pages.get(pages.size() - 1).nextPageAsync().join());
    }
    return pages;
  }

  private static List<String> keysOf(List<KeyPage> pages) {
    return pages.stream().flatMap(page -> page.keys().stream()).toList();
  }

  private static String randomText(Random random, int[] alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }
}

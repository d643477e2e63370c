package dev.bytestore.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.bytestore.ByteStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bad arguments that every {@link ByteStore} refuses before anything is sent: the methods
 * throw, and the store is still empty afterwards.
 */
public abstract class ByteStoreArgumentsContract {

  protected ByteStore store;

  /** Returns an empty store that no other test uses. */
  protected abstract ByteStore newStore();

  /** The number of UTF-8 bytes that a key may have. */
  protected int longestKey() {
    return 65_535;
  }

  @BeforeEach
  void makeStore() {
    store = newStore();
  }

  @AfterEach
  void nothingWasWritten() {
    assertThat(store.blocking().yieldKeys()).isEmpty();
  }

  static Stream<Arguments> badKeys() {
    return Stream.of(
        Arguments.of("", "is empty"),
        Arguments.of("x\uD800", "unpaired surrogate at index 1"),
        Arguments.of("\uDC00x", "unpaired surrogate at index 0"),
        Arguments.of("secret\uD800\uD800", "unpaired surrogate at index 6"));
  }

  @ParameterizedTest
  @MethodSource("badKeys")
  void aBadKeyIsRefusedByItsPosition(String key, String reason) {
    assertThatKeyIsRefused(key, reason);
  }

  @Test
  void aKeyThatIsTooLongIsRefusedByItsPosition() {
    int bytes = longestKey() + 1;
    String reason = "%d UTF-8 bytes, more than the %d allowed".formatted(bytes, longestKey());

    assertThatKeyIsRefused("s".repeat(bytes), reason);
    assertThatKeyIsRefused("é".repeat(bytes / 2) + "s".repeat(bytes % 2), reason);
    assertThatKeyIsRefused("😀".repeat(bytes / 4) + "s".repeat(bytes % 4), reason);
  }

  private void assertThatKeyIsRefused(String key, String reason) {
    List<String> keys = List.of("good", "better", key);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    keys.forEach(each -> entries.put(each, new byte[1]));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.mgetAsync(keys))
        .withMessageContainingAll("keys", "position 2", reason)
        .withMessageNotContainingAny("secret", "good");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.mdeleteAsync(keys))
        .withMessageContainingAll("keys", "position 2", reason);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.msetAsync(entries))
        .withMessageContainingAll("entries", "position 2", reason)
        .withMessageNotContainingAny("secret", "good");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.msetAsync(entries, Duration.ofSeconds(1)))
        .withMessageContainingAll("entries", "position 2", reason);
  }

  @Test
  void aNullIsRefusedByItsName() {
    Collection<String> keysWithNull = Arrays.asList("a", null);
    Map<String, byte[]> entriesWithNullKey = new LinkedHashMap<>();
    entriesWithNullKey.put("a", new byte[1]);
    entriesWithNullKey.put(null, new byte[1]);
    Map<String, byte[]> entriesWithNullValue = new LinkedHashMap<>();
    entriesWithNullValue.put("a", "secret".getBytes(UTF_8));
    entriesWithNullValue.put("b", null);

    assertThatNullPointerException()
        .isThrownBy(() -> store.mgetAsync(null))
        .withMessageContaining("keys");
    assertThatNullPointerException()
        .isThrownBy(() -> store.mdeleteAsync(null))
        .withMessageContaining("keys");
    assertThatNullPointerException()
        .isThrownBy(() -> store.msetAsync(null))
        .withMessageContaining("entries");
    assertThatNullPointerException()
        .isThrownBy(() -> store.msetAsync(Map.of("a", new byte[1]), null))
        .withMessageContaining("ttl");
    assertThatNullPointerException()
        .isThrownBy(() -> store.yieldKeysAsync(null))
        .withMessageContaining("prefix");
    assertThatNullPointerException()
        .isThrownBy(() -> store.mgetAsync(keysWithNull))
        .withMessageContainingAll("keys", "position 1");
    assertThatNullPointerException()
        .isThrownBy(() -> store.mdeleteAsync(keysWithNull))
        .withMessageContainingAll("keys", "position 1");
    assertThatNullPointerException()
        .isThrownBy(() -> store.msetAsync(entriesWithNullKey))
        .withMessageContainingAll("entries", "key at position 1");
    assertThatNullPointerException()
        .isThrownBy(() -> store.msetAsync(entriesWithNullValue))
        .withMessageContainingAll("entries", "value at position 1");
  }

  static Stream<Duration> badTimesToLive() {
    return Stream.of(
        Duration.ofSeconds(-1),
        Duration.ofNanos(-1),
        Duration.ofSeconds(630_720_001),
        Duration.ofSeconds(630_720_000, 1),
        Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
  }

  @ParameterizedTest
  @MethodSource("badTimesToLive")
  void aTimeToLiveThatCassandraCannotKeepIsRefused(Duration ttl) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.msetAsync(Map.of("k", new byte[1]), ttl))
        .withMessageContainingAll("ttl", "630720000");
  }

  @Test
  void aPrefixThatNoKeyCanHaveIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.yieldKeysAsync("a\uD800"))
        .withMessageContainingAll("prefix", "unpaired surrogate at index 1");
  }
}

package dev.bytestore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TypedStoreTest {

  /** Writes numbers as decimal digits, with the key in front. */
  private static final ValueCodec<Integer> NUMBERS =
      new ValueCodec<>() {
        @Override
        public byte[] encode(String key, Integer value) {
          if (value < 0) {
            throw new IllegalStateException("negative");
          }
          return (key + "=" + value).getBytes(UTF_8);
        }

        @Override
        public Integer decode(String key, byte[] bytes) {
          String text = new String(bytes, UTF_8);
          if (!text.startsWith(key + "=")) {
            throw new IllegalStateException("the value of another key: " + text);
          }
          return Integer.valueOf(text.substring(key.length() + 1));
        }
      };

  private final RecordingStore bytes = new RecordingStore();
  private final TypedStore<Integer> store = TypedStore.of(bytes, NUMBERS);
  private final TypedStore<Integer> prefixed =
      TypedStore.of(bytes, NUMBERS, key -> "tenant/" + key);

  @Test
  void valuesAreReadInTheOrderOfTheKeys() {
    store.blocking().mset(Map.of("a", 1, "b", 2));

    assertThat(store.blocking().mget(List.of("b", "absent", "a", "b")))
        .containsExactly(2, null, 1, 2);
  }

  @Test
  void theCodecGetsTheKeyUnderWhichTheValueIsStored() {
    prefixed.blocking().mset(Map.of("a", 1));

    assertThat(bytes.blocking().mget(List.of("tenant/a")).get(0))
        .asString(UTF_8)
        .isEqualTo("tenant/a=1");
    assertThat(prefixed.blocking().mget(List.of("a"))).containsExactly(1);
    assertThat(prefixed.blocking().yieldKeys("tenant/")).containsExactly("tenant/a");
    prefixed.blocking().mdelete(List.of("a"));
    assertThat(bytes.blocking().yieldKeys()).isEmpty();
  }

  @Test
  void aValueThatCannotBeDecodedIsNamedByItsPositionAndNotByItsContent() {
    bytes.blocking().mset(Map.of("a", "b=1".getBytes(UTF_8)));

    assertThatThrownBy(() -> store.blocking().mget(List.of("absent", "a")))
        .isInstanceOfSatisfying(
            ValueDecodingException.class, e -> assertThat(e.position()).isEqualTo(1))
        .hasMessage(
            "keys: the value of the key at position 1 cannot be decoded:"
                + " java.lang.IllegalStateException")
        .hasRootCauseMessage("the value of another key: b=1");
  }

  @Test
  void aValueThatCannotBeEncodedIsNamedByItsPositionAndNothingIsWritten() {
    Map<String, Integer> entries = new LinkedHashMap<>();
    entries.put("a", 1);
    entries.put("b", -1);

    assertThatThrownBy(() -> store.msetAsync(entries))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "entries: the value at position 1 cannot be encoded: java.lang.IllegalStateException");
    assertThat(bytes.calls).isZero();
  }

  @Test
  void nullsAreRefusedByPosition() {
    Map<String, @Nullable Integer> nullValue = new LinkedHashMap<>();
    nullValue.put("a", null);
    Map<@Nullable String, Integer> nullKey = new LinkedHashMap<>();
    nullKey.put(null, 1);

    assertThatThrownBy(() -> store.msetAsync(nullValue))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("entries: value at position 0 is null");
    assertThatThrownBy(() -> store.msetAsync(nullKey))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("entries: key at position 0 is null");
    assertThat(bytes.calls).isZero();
  }

  @Test
  void anErrorOfTheCodecReachesTheCaller() {
    ValueCodec<Integer> broken =
        new ValueCodec<>() {
          @Override
          public byte[] encode(String key, Integer value) {
            return new byte[0];
          }

          @Override
          public Integer decode(String key, byte[] bytes) {
            throw new StackOverflowError();
          }
        };
    TypedStore<Integer> typed = TypedStore.of(bytes, broken);
    typed.blocking().mset(Map.of("a", 1));

    assertThatThrownBy(() -> typed.blocking().mget(List.of("a")))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  void entriesExpireAfterTheTimeToLiveOfTheCall() {
    store.blocking().mset(Map.of("a", 1), Duration.ofHours(1));

    assertThat(bytes.ttl).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aPartialWriteNamesTheKeysOfTheCaller() {
    RuntimeException refused = new IllegalStateException("refused");
    PartialWriteException failure =
        new PartialWriteException(List.of("tenant/a"), List.of("tenant/b"), refused);
    bytes.written = CompletableFuture.failedFuture(failure);

    assertThatThrownBy(() -> prefixed.blocking().mset(Map.of("a", 1, "b", 2)))
        .isInstanceOfSatisfying(
            PartialWriteException.class,
            partial -> {
              assertThat(partial.writtenKeys()).isEqualTo(Set.of("a"));
              assertThat(partial.unconfirmedKeys()).isEqualTo(Set.of("b"));
              assertThat(partial).hasCause(refused).hasMessage(failure.getMessage());
            });
    assertThatThrownBy(() -> prefixed.blocking().mdelete(List.of("a", "b")))
        .isInstanceOfSatisfying(
            PartialWriteException.class,
            partial -> assertThat(partial.unconfirmedKeys()).isEqualTo(Set.of("b")));
  }

  @Test
  void twoKeysThatAreStoredUnderTheSameKeyAreRefused() {
    TypedStore<Integer> lower = withKeyEncoder(key -> key.toLowerCase(Locale.ROOT));

    assertThatThrownBy(() -> lower.msetAsync(new LinkedHashMap<>(Map.of("A", 1, "a", 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("entries: the key at position 1 is stored under the same key as another one");
    assertThatThrownBy(() -> lower.mdeleteAsync(List.of("b", "A", "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("keys: the key at position 2 is stored under the same key as another one");
    assertThat(bytes.calls).isZero();
  }

  @Test
  void aKeyMayBeDeletedTwiceInOneCall() {
    prefixed.blocking().mset(Map.of("a", 1, "b", 2));

    prefixed.blocking().mdelete(List.of("a", "a"));

    assertThat(bytes.blocking().yieldKeys()).containsExactly("tenant/b");
  }

  @Test
  void aKeyEncoderThatReturnsNoKeyIsNamed() {
    assertThatThrownBy(() -> withKeyEncoder(key -> null).mgetAsync(List.of("a")))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("keys, after the key encoder: key at position 0 is null");
    assertThatThrownBy(() -> withKeyEncoder(key -> "").msetAsync(Map.of("a", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("entries, after the key encoder: key at position 0 is empty");
    assertThat(bytes.calls).isZero();
  }

  @Test
  void anExceptionOfTheKeyEncoderReachesTheCallerBeforeAnythingIsSent() {
    RuntimeException thrown = new IllegalStateException("no tenant");
    TypedStore<Integer> failing =
        withKeyEncoder(
            key -> {
              throw thrown;
            });

    assertThatThrownBy(() -> failing.mgetAsync(List.of("a"))).isSameAs(thrown);
    assertThatThrownBy(() -> failing.msetAsync(Map.of("a", 1))).isSameAs(thrown);
    assertThatThrownBy(() -> failing.mdeleteAsync(List.of("a"))).isSameAs(thrown);
    assertThat(bytes.calls).isZero();
  }

  @Test
  void aCodecThatReturnsNullIsRefusedByPosition() {
    TypedStore<Integer> nulls = TypedStore.of(bytes, new NullCodec());
    bytes.blocking().mset(Map.of("a", new byte[1]));

    assertThatThrownBy(() -> nulls.msetAsync(Map.of("a", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("position 0")
        .hasRootCauseMessage("the codec returned null");
    assertThatThrownBy(() -> nulls.blocking().mget(List.of("absent", "a")))
        .isInstanceOf(ValueDecodingException.class)
        .hasMessageContaining("position 1")
        .hasRootCauseMessage("the codec returned null");
  }

  @Test
  void aStoreThatReturnsAnotherNumberOfValuesFailsTheCall() {
    bytes.answer = CompletableFuture.completedFuture(List.of());

    assertThatThrownBy(() -> store.blocking().mget(List.of("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the store returned 0 values for 1 keys");
  }

  @Test
  void cancellingACallCancelsThatOfTheByteStore() {
    bytes.answer = new CompletableFuture<>();
    bytes.written = new CompletableFuture<>();

    store.mgetAsync(List.of("a")).cancel(true);
    prefixed.msetAsync(Map.of("a", 1)).cancel(true);

    assertThat(bytes.answer).isCancelled();
    assertThat(bytes.written).isCancelled();
  }

  @Test
  void aFailureOfTheByteStoreReachesTheCaller() {
    RuntimeException thrown = new IllegalStateException("no node");
    bytes.answer = CompletableFuture.failedFuture(thrown);
    bytes.written = CompletableFuture.failedFuture(thrown);

    assertThatThrownBy(() -> store.mgetAsync(List.of("a")).join()).hasCause(thrown);
    assertThatThrownBy(() -> prefixed.msetAsync(Map.of("a", 1)).join()).hasCause(thrown);
    assertThatThrownBy(() -> prefixed.mdeleteAsync(List.of("a")).join()).hasCause(thrown);
  }

  private TypedStore<Integer> withKeyEncoder(UnaryOperator<String> encoder) {
    return TypedStore.of(bytes, NUMBERS, encoder);
  }

  @SuppressWarnings("NullAway") // the codec of a user who does not check for null
  private static final class NullCodec implements ValueCodec<Integer> {

    @Override
    public byte[] encode(String key, Integer value) {
      return null;
    }

    @Override
    public Integer decode(String key, byte[] bytes) {
      return null;
    }
  }

  /** A store in memory that records calls, and fails or waits if a test wants it to. */
  private static final class RecordingStore implements ByteStore {

    private final InMemoryByteStore entries = new InMemoryByteStore();
    private int calls;
    private @Nullable Duration ttl;
    private @Nullable CompletableFuture<List<byte @Nullable []>> answer;
    private @Nullable CompletableFuture<Void> written;

    @Override
    public CompletableFuture<List<byte @Nullable []>> mgetAsync(Collection<String> keys) {
      calls++;
      return answer == null ? entries.mgetAsync(keys) : answer;
    }

    @Override
    public CompletableFuture<Void> msetAsync(Map<String, byte[]> given) {
      calls++;
      return written == null ? entries.msetAsync(given) : written;
    }

    @Override
    public CompletableFuture<Void> msetAsync(Map<String, byte[]> given, Duration ttl) {
      calls++;
      this.ttl = ttl;
      return entries.msetAsync(given, ttl);
    }

    @Override
    public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
      calls++;
      return written == null ? entries.mdeleteAsync(keys) : written;
    }

    @Override
    public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position) {
      return entries.yieldKeysAsync(prefix, position);
    }

    @Override
    public CompletableFuture<Void> ensureSetupAsync() {
      return entries.ensureSetupAsync();
    }
  }
}

package dev.bytestore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TypedStoreTest {

  private final RecordingByteStore bytes = new RecordingByteStore();
  private final TypedStore<Integer> store = TypedStore.of(bytes, new NumberCodec());
  private final TypedStore<Integer> prefixed =
      TypedStore.of(bytes, new NumberCodec(), key -> "tenant/" + key);

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
}

package dev.bytestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class KeyEncoderTest {

  private final RecordingByteStore bytes = new RecordingByteStore();
  private final TypedStore<Integer> prefixed = withKeyEncoder(key -> "tenant/" + key);

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

  private TypedStore<Integer> withKeyEncoder(UnaryOperator<String> encoder) {
    return TypedStore.of(bytes, new NumberCodec(), encoder);
  }
}

package dev.bytestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.bytestore.ByteStoreListener.Call;
import dev.bytestore.ByteStoreListener.Operation;
import dev.bytestore.ByteStoreListener.Outcome;
import dev.bytestore.ByteStoreListener.Summary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ByteStoreListenerTest {

  private static final ByteStoreListener IGNORES = operation -> null;

  private final List<String> events = new ArrayList<>();

  private ByteStoreListener named(String name) {
    return operation -> {
      events.add(name + " starts");
      return summary -> events.add(name + " ends");
    };
  }

  private static Summary summary(Outcome outcome, @Nullable Throwable failure) {
    return new Summary(Operation.MGET, outcome, failure, Duration.ZERO, 0, 0, 0);
  }

  private void run(ByteStoreListener listener) {
    Call call = listener.onStart(Operation.MGET);
    assertThat(call).isNotNull();
    call.onEnd(summary(Outcome.SUCCESS, null));
  }

  @Test
  void combinedListenersAreCalledInTheirOrder() {
    run(named("first").andThen(named("second")).andThen(named("third")));

    assertThat(events)
        .containsExactly(
            "first starts",
            "second starts",
            "third starts",
            "first ends",
            "second ends",
            "third ends");
  }

  @Test
  void aListenerThatIgnoresACallDoesNotHideItFromTheOther() {
    run(IGNORES.andThen(named("second")));
    run(named("first").andThen(IGNORES));

    assertThat(events)
        .containsExactly("second starts", "second ends", "first starts", "first ends");
    assertThat(IGNORES.andThen(IGNORES).onStart(Operation.MGET)).isNull();
    assertThatNullPointerException().isThrownBy(() -> IGNORES.andThen(null)).withMessage("next");
  }

  @Test
  void aSummaryHasAFailureIfAndOnlyIfTheCallFailed() {
    Throwable failure = new IllegalStateException("a test's failure");

    assertThat(summary(Outcome.FAILURE, failure).failure()).isSameAs(failure);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> summary(Outcome.FAILURE, null))
        .withMessageContaining("failure");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> summary(Outcome.CANCELLED, failure))
        .withMessageContaining("CANCELLED");
  }

  @Test
  void aSummaryHasNoNegativeNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Summary(Operation.MGET, Outcome.SUCCESS, null, Duration.ZERO, 0, -1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Summary(Operation.MGET, Outcome.SUCCESS, null, Duration.ofNanos(-1), 0, 0, 0));
  }
}

package dev.bytestore;

import static dev.bytestore.KeyPageTest.DIRECT;
import static dev.bytestore.KeyPageTest.last;
import static dev.bytestore.KeyPageTest.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.KeyPageTest.Asked;
import dev.bytestore.testing.RecordingLlmCache;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the blocking view adds to the methods whose names end in {@code Async}. */
class BlockingCallsTest {

  private static final String LLM = "llm";

  private final RecordingLlmCache cache = new RecordingLlmCache(new InMemoryLlmCache());
  private final CompletableFuture<KeyPage> asked = new CompletableFuture<>();

  @AfterEach
  void noThreadStaysInterrupted() {
    Thread.interrupted();
  }

  private static void assertShowsTheCall(Throwable failure) {
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0])
        .hasMessage("the blocking call was made here")
        .hasStackTraceContaining(BlockingCallsTest.class.getName());
  }

  private static void assertIsInterrupted(ThrowingCallable call, CompletableFuture<?> request) {
    Thread.currentThread().interrupt();

    assertThatThrownBy(call).isInstanceOf(CancellationException.class);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(request).isCancelled();
  }

  @Test
  void aFailureIsThrownAsItIsAndShowsWhereTheCallWasMade() {
    IllegalStateException failure = new IllegalStateException("no answer");
    cache.answerLookups(CompletableFuture.failedFuture(failure));

    assertThatThrownBy(() -> cache.blocking().lookup("foo", LLM)).isSameAs(failure);
    assertShowsTheCall(failure);
  }

  @Test
  void anInterruptCancelsTheCallAndTheThreadStaysInterrupted() {
    CompletableFuture<List<Generation>> lookup = new CompletableFuture<>();
    cache.answerLookups(lookup);

    assertIsInterrupted(() -> cache.blocking().lookup("foo", LLM), lookup);
  }

  @Test
  void whatAModelThrowsThatMakesAnLlmStringIsThrown() {
    IllegalStateException refused = new IllegalStateException("refused");

    assertThatThrownBy(
            () ->
                cache
                    .blocking()
                    .deleteThroughLlm(
                        "foo",
                        stop -> {
                          throw refused;
                        },
                        null))
        .isSameAs(refused);
    assertThat(cache.calls()).isEmpty();
  }

  @Test
  void aListingRefusesAPrefixAtOnceAndAPositionInItsTerminalOperation() {
    BlockingByteStore store = new InMemoryByteStore().blocking();

    assertThatNullPointerException().isThrownBy(() -> store.yieldKeys(null)).withMessage("prefix");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.yieldKeys("a\uD800"))
        .withMessage("prefix: unpaired surrogate at index 1");
    Stream<String> fromNowhere = store.yieldKeys("", "not a position");
    assertThatIllegalArgumentException()
        .isThrownBy(fromNowhere::toList)
        .withMessageContaining("position");
  }

  @Test
  void aListingIsSequentialAndAsksForAPageWhenTheKeysBeforeItAreUsedUp() {
    boolean[] isAsked = new boolean[1];
    KeyPage first =
        KeyPage.of(
            List.of("a", "b"),
            "position",
            DIRECT,
            () -> {
              isAsked[0] = true;
              return CompletableFuture.completedFuture(last(DIRECT, "c"));
            });
    asked.complete(first);

    Stream<String> keys = new Asked(asked).blocking().yieldKeys();
    assertThat(keys.isParallel()).isFalse();
    Iterator<String> iterator = keys.iterator();
    assertThat(iterator.next()).isEqualTo("a");
    assertThat(iterator.next()).isEqualTo("b");
    assertThat(isAsked[0]).isFalse();
    assertThat(iterator.next()).isEqualTo("c");
    assertThat(iterator).isExhausted();
  }

  @Test
  void theTerminalOperationOfAListingThrowsItsFailureAndShowsWhereItWasCalled() {
    IllegalStateException failure = new IllegalStateException("no page");
    asked.complete(page(CompletableFuture.failedFuture(failure), "a"));
    Stream<String> keys = new Asked(asked).blocking().yieldKeys();

    assertThatThrownBy(keys::toList).isSameAs(failure);
    assertShowsTheCall(failure);
  }

  @Test
  void anInterruptCancelsTheRequestForThePageThatAListingWaitsFor() {
    assertIsInterrupted(() -> new Asked(asked).blocking().yieldKeys().toList(), asked);
  }
}

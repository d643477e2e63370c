package dev.bytestore.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers of {@code getOrPut} get if there is no answer. */
abstract class LlmCacheGetOrPutFailures {

  static final String LLM = "[('_type', 'fake'), ('stop', None)]";
  static final List<Generation> FIZZ = List.of(Generation.of("fizz"));

  final HeldAsker asker = new HeldAsker();
  RecordingLlmCache recorded;
  LlmCache cache;

  /** Returns an empty cache that no other test uses. */
  protected abstract LlmCache newCache();

  /** Returns the view of {@code cache} on which {@code getOrPutAsync} is called. */
  protected LlmCache viewOf(LlmCache cache) {
    return cache;
  }

  /** Returns whether entries can have a time-to-live. */
  protected boolean letsEntriesExpire() {
    return true;
  }

  /** Returns whether an entry can be too large to be stored. */
  protected boolean limitsEntries() {
    return true;
  }

  /** Has a field, because coroutines throw copies of exceptions that have none. */
  private static final class NoLuck extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("unused")
    private final String reason;

    NoLuck() {
      super("no luck");
      reason = "no luck";
    }
  }

  @BeforeEach
  void makeCache() {
    recorded = new RecordingLlmCache(newCache());
    cache = viewOf(recorded);
  }

  @AfterEach
  void nothingIsRememberedOfCallsThatEnded() {
    await().untilAsserted(() -> assertThat(GetOrPutCalls.underWay()).isEmpty());
  }

  CompletableFuture<List<Generation>> start() {
    return cache.getOrPutAsync("foo", LLM, asker);
  }

  List<CompletableFuture<List<Generation>>> start(int callers) {
    return Stream.generate(this::start).limit(callers).toList();
  }

  static Supplier<CompletableFuture<List<Generation>>> answering(List<Generation> generations) {
    return () -> CompletableFuture.completedFuture(generations);
  }

  /** If a failure is immediate, a view may throw it or complete its future with it. */
  static Throwable failureOf(Supplier<CompletableFuture<List<Generation>>> call) {
    Throwable failure = catchThrowable(() -> call.get().join());
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  @Test
  void aFailureReachesAllAndTheNextCallAsksAgain() {
    List<CompletableFuture<List<Generation>>> calls = start(10);
    NoLuck failure = new NoLuck();

    asker.answer().completeExceptionally(failure);

    assertThat(calls).allSatisfy(call -> assertThat(failureOf(() -> call)).isSameAs(failure));
    assertThat(failure.getSuppressed()).isEmpty();
    assertThat(asker.timesAsked()).isEqualTo(1);
    assertThat(recorded.calls()).containsExactly("lookup");
    assertThat(cache.getOrPutAsync("foo", LLM, answering(FIZZ)).join()).isEqualTo(FIZZ);
  }

  @Test
  void anAskerThatThrowsFailsTheCallWithWhatItThrew() {
    NoLuck failure = new NoLuck();

    Supplier<CompletableFuture<List<Generation>>> call =
        () ->
            cache.getOrPutAsync(
                "foo",
                LLM,
                () -> {
                  throw failure;
                });

    assertThat(failureOf(call)).isSameAs(failure);
  }

  @Test
  void anAskerThatIsCancelledFailsAllAndTheNextCallAsksAgain() {
    List<CompletableFuture<List<Generation>>> calls = start(10);

    asker.answer().completeExceptionally(new CancellationException("enough"));

    assertThat(calls)
        .allSatisfy(
            call -> assertThat(failureOf(() -> call)).isInstanceOf(CancellationException.class));
    assertThat(cache.getOrPutAsync("foo", LLM, answering(FIZZ)).join()).isEqualTo(FIZZ);
  }

  @Test
  void anAskerThatAnswersNullFailsTheCallAndNothingIsKept() {
    assertThat(failureOf(() -> cache.getOrPutAsync("foo", LLM, answering(null))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the asker returned null instead of a list of generations");
    assertThat(
            failureOf(
                () -> cache.getOrPutAsync("foo", LLM, answering(Arrays.asList(FIZZ.get(0), null)))))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("generations: element at position 1 is null");
    assertThat(recorded.calls()).containsExactly("lookup", "lookup");
  }

  @Test
  void aCacheThatCannotLookUpFailsTheCallAndNobodyIsAsked() {
    NoLuck failure = new NoLuck();
    CompletableFuture<List<Generation>> lookup = new CompletableFuture<>();
    recorded.answerLookups(lookup);
    List<CompletableFuture<List<Generation>>> calls = start(2);

    lookup.completeExceptionally(failure);

    assertThat(calls).allSatisfy(call -> assertThat(failureOf(() -> call)).isSameAs(failure));
    assertThat(asker.timesAsked()).isZero();
  }

  @Test
  void aCacheThatCannotKeepTheAnswerFailsTheCall() {
    NoLuck failure = new NoLuck();
    recorded.answerUpdates(CompletableFuture.failedFuture(failure));

    assertThat(failureOf(() -> cache.getOrPutAsync("foo", LLM, answering(FIZZ)))).isSameAs(failure);
  }

  @Test
  void aViewThatFailsOpenAsksAndAnswersThoughItsCacheIsOutOfOrder() {
    CountingListener listener = new CountingListener();
    LlmCache patient = viewOf(recorded.failOpen(listener));
    recorded.answerLookups(CompletableFuture.failedFuture(new NoLuck()));
    recorded.answerUpdates(CompletableFuture.failedFuture(new NoLuck()));

    assertThat(patient.getOrPutAsync("foo", LLM, answering(FIZZ)).join()).isEqualTo(FIZZ);
    assertThat(listener.events()).containsExactly("error: no luck", "miss", "error: no luck");
  }

  /** The model was asked already, so its answer must not be lost. */
  @Test
  void aViewThatFailsOpenAnswersThoughTheAnswerIsTooLargeToBeKept() {
    LlmCache patient = viewOf(recorded.failOpen(new CountingListener()));
    List<Generation> large = List.of(Generation.of("x".repeat(5_000_000)));

    assertThat(patient.getOrPutAsync("foo", LLM, answering(large)).join()).isEqualTo(large);
    assertThat(recorded.lookupAsync("foo", LLM).join()).isEqualTo(limitsEntries() ? null : large);
  }

  @Test
  void badArgumentsAreRefusedByTheirNamesBeforeTheLookup() {
    assertThatNullPointerException()
        .isThrownBy(() -> cache.getOrPutAsync(null, LLM, asker))
        .withMessageContaining("prompt");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.getOrPutAsync("foo", null, asker))
        .withMessageContaining("llmString");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.getOrPutAsync("foo", LLM, null))
        .withMessageContaining("asker");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.getOrPutAsync("foo", LLM, null, asker))
        .withMessageContaining("ttl");
    for (long seconds : new long[] {-1, 630_720_001}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> cache.getOrPutAsync("foo", LLM, Duration.ofSeconds(seconds), asker))
          .withMessageContaining("ttl");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.getOrPutAsync("secret\uD800", LLM, asker))
        .withMessageContainingAll("prompt", "unpaired surrogate at index 6")
        .withMessageNotContaining("secret");
    assertThatThrownBy(
            () ->
                viewOf(recorded.failOpen(new CountingListener()))
                    .getOrPutAsync("foo", "\uDC00", asker))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("llmString");
    assertThat(recorded.calls()).isEmpty();
    assertThat(asker.timesAsked()).isZero();
  }
}

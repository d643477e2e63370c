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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code getOrPut} of every {@link LlmCache} does, in Java and in Kotlin: who is asked, how
 * often, and who gets the answer or the failure.
 */
public abstract class LlmCacheGetOrPutContract {

  private static final String LLM = "[('_type', 'fake'), ('stop', None)]";
  private static final List<Generation> FIZZ = List.of(Generation.of("fizz"));

  private final HeldAsker asker = new HeldAsker();
  private RecordingLlmCache recorded;
  private LlmCache cache;

  /** A cache without any entry, which no other test uses. */
  protected abstract LlmCache newCache();

  /** What {@code getOrPutAsync} is called on; a view that reaches {@code cache} in another way. */
  protected LlmCache viewOf(LlmCache cache) {
    return cache;
  }

  /** Whether entries can have a time to live. */
  protected boolean letsEntriesExpire() {
    return true;
  }

  /** Keeps its identity in coroutines, which copy exceptions that have no field of their own. */
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

  private CompletableFuture<List<Generation>> start() {
    return cache.getOrPutAsync("foo", LLM, asker);
  }

  private List<CompletableFuture<List<Generation>>> start(int callers) {
    return Stream.generate(this::start).limit(callers).toList();
  }

  private static Supplier<CompletableFuture<List<Generation>>> answering(
      List<Generation> generations) {
    return () -> CompletableFuture.completedFuture(generations);
  }

  private static CompletableFuture<List<Generation>> nobody() {
    throw new AssertionError("somebody was asked");
  }

  private static Throwable failureOf(CompletableFuture<?> call) {
    Throwable failure = catchThrowable(call::join);
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  @Test
  void aHitAsksNobody() {
    recorded.blocking().update("foo", LLM, FIZZ);

    assertThat(cache.getOrPutAsync("foo", LLM, LlmCacheGetOrPutContract::nobody).join())
        .isEqualTo(FIZZ);
    assertThat(recorded.calls()).containsExactly("update", "lookup");
  }

  @Test
  void aHitWithoutGenerationsAsksNobodyEither() {
    recorded.blocking().update("foo", LLM, List.of());

    assertThat(cache.getOrPutAsync("foo", LLM, LlmCacheGetOrPutContract::nobody).join()).isEmpty();
  }

  @Test
  void aMissAsksOnceAndKeepsTheAnswerForAsLongAsTheCacheSays() {
    assertThat(cache.getOrPutAsync("foo", LLM, answering(FIZZ)).join()).isEqualTo(FIZZ);
    assertThat(cache.getOrPutAsync("foo", LLM, LlmCacheGetOrPutContract::nobody).join())
        .isEqualTo(FIZZ);

    assertThat(recorded.calls()).containsExactly("lookup", "update", "lookup");
  }

  @Test
  void aMissKeepsTheAnswerForAsLongAsTheCallSays() {
    CompletableFuture<List<Generation>> call =
        cache.getOrPutAsync("foo", LLM, Duration.ofHours(1), answering(FIZZ));

    if (letsEntriesExpire()) {
      assertThat(call.join()).isEqualTo(FIZZ);
      assertThat(recorded.lookupAsync("foo", LLM).join()).isEqualTo(FIZZ);
    } else {
      assertThat(failureOf(call)).isInstanceOf(UnsupportedOperationException.class);
      assertThat(recorded.lookupAsync("foo", LLM).join()).isNull();
    }
    assertThat(recorded.calls()).startsWith("lookup", "update for PT1H");
  }

  @Test
  void aHundredCallersAtOnceLookUpOnceAndAskOnce() {
    List<CompletableFuture<List<Generation>>> calls = start(100);
    asker.answer().complete(FIZZ);

    assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo(FIZZ));
    assertThat(calls).doesNotHaveDuplicates();
    assertThat(asker.timesAsked()).isEqualTo(1);
    assertThat(recorded.calls()).containsExactly("lookup", "update");
  }

  @Test
  void callersOfManyThreadsEarlyAndLateOnesAskOnce() {
    asker.answer().complete(FIZZ);
    List<CompletableFuture<List<Generation>>> calls =
        IntStream.range(0, 200)
            .mapToObj(i -> CompletableFuture.supplyAsync(this::start).thenCompose(call -> call))
            .toList();

    assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo(FIZZ));
    assertThat(asker.timesAsked()).isEqualTo(1);
  }

  @Test
  void callersOfEveryKindShareOneQuestion() throws Exception {
    CompletableFuture<List<Generation>> ofView = start();
    CompletableFuture<List<Generation>> ofJava =
        recorded.getOrPutAsync("foo", LLM, Duration.ofHours(1), LlmCacheGetOrPutContract::nobody);
    CompletableFuture<List<Generation>> ofBlocking = new CompletableFuture<>();
    Thread blocking =
        new Thread(
            () ->
                ofBlocking.complete(
                    recorded.blocking().getOrPut("foo", LLM, () -> nobody().join())));
    blocking.start();
    await().until(() -> blocking.getState() == Thread.State.WAITING);

    asker.answer().complete(FIZZ);

    assertThat(List.of(ofView.join(), ofJava.join(), ofBlocking.join())).containsOnly(FIZZ);
    assertThat(recorded.calls()).containsExactly("lookup", "update");
    blocking.join();
  }

  @Test
  void otherPromptsOtherModelsAndOtherCachesAreAskedForAtTheSameTime() {
    LlmCache other = viewOf(new RecordingLlmCache(recorded));
    List<HeldAsker> askers = Stream.generate(HeldAsker::new).limit(5).toList();
    List<CompletableFuture<List<Generation>>> calls =
        List.of(
            cache.getOrPutAsync("foo", LLM, askers.get(0)),
            cache.getOrPutAsync("bar", LLM, askers.get(1)),
            cache.getOrPutAsync("foo", "another model", askers.get(2)),
            cache.getOrPutAsync(LLM, "foo", askers.get(3)),
            other.getOrPutAsync("foo", LLM, askers.get(4)));
    askers.forEach(held -> held.asked().join());

    for (int i = 0; i < calls.size(); i++) {
      List<Generation> answer = List.of(Generation.of("answer " + i));
      askers.get(i).answer().complete(answer);
      assertThat(calls.get(i).join()).isEqualTo(answer);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aCallerThatIsCancelledHarmsNoOther(int cancelled) {
    List<CompletableFuture<List<Generation>>> calls = new ArrayList<>(start(3));
    asker.asked().join();

    calls.remove(cancelled).cancel(true);
    assertThat(asker.answer()).isNotDone();
    asker.answer().complete(FIZZ);

    assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo(FIZZ));
    assertThat(asker.timesAsked()).isEqualTo(1);
  }

  @Test
  void whenAllAreCancelledTheQuestionIsAndTheNextCallAsksAgain() {
    List<CompletableFuture<List<Generation>>> calls = start(3);
    asker.asked().join();

    calls.forEach(call -> call.cancel(true));

    await().until(asker.answer()::isCancelled);
    assertThat(cache.getOrPutAsync("foo", LLM, answering(FIZZ)).join()).isEqualTo(FIZZ);
    assertThat(recorded.calls()).containsExactly("lookup", "lookup", "update");
  }

  @Test
  void whenAllAreCancelledDuringTheLookupNobodyIsAsked() {
    CompletableFuture<List<Generation>> lookup = new CompletableFuture<>();
    recorded.answerLookups(lookup);

    start(2).forEach(call -> call.cancel(true));

    assertThat(lookup).isCancelled();
    assertThat(asker.timesAsked()).isZero();
  }

  @Test
  void whenAllAreCancelledDuringTheUpdateTheUpdateIs() {
    CompletableFuture<Void> update = new CompletableFuture<>();
    recorded.answerUpdates(update);
    List<CompletableFuture<List<Generation>>> calls = start(2);
    asker.answer().complete(FIZZ);
    await().until(() -> recorded.calls().contains("update"));

    calls.forEach(call -> call.cancel(true));

    await().until(update::isCancelled);
  }

  @Test
  void whatRunsWhenAQuestionIsCancelledMayAskAgain() {
    CompletableFuture<List<Generation>> again =
        asker
            .answer()
            .handle((answer, failure) -> cache.getOrPutAsync("foo", LLM, answering(FIZZ)))
            .thenCompose(call -> call);
    CompletableFuture<List<Generation>> call = start();
    asker.asked().join();

    call.cancel(true);

    assertThat(again.join()).isEqualTo(FIZZ);
  }

  @Test
  void someAreCancelledWhileTheAnswerComesAndTheOthersGetIt() {
    for (int i = 0; i < 20; i++) {
      String prompt = "prompt " + i;
      HeldAsker held = new HeldAsker();
      Supplier<CompletableFuture<List<Generation>>> call =
          () -> cache.getOrPutAsync(prompt, LLM, held);
      List<CompletableFuture<List<Generation>>> leaving = Stream.generate(call).limit(10).toList();
      List<CompletableFuture<List<Generation>>> staying = Stream.generate(call).limit(10).toList();

      CompletableFuture<Void> cancelling =
          CompletableFuture.runAsync(() -> leaving.forEach(left -> left.cancel(true)));
      held.answer().complete(FIZZ);

      assertThat(staying).allSatisfy(stayed -> assertThat(stayed.join()).isEqualTo(FIZZ));
      assertThat(held.timesAsked()).isEqualTo(1);
      cancelling.join();
    }
  }

  @Test
  void oneThatComesWhileTheLastOneLeavesGetsAnAnswer() {
    for (int i = 0; i < 20; i++) {
      String prompt = "prompt " + i;
      HeldAsker held = new HeldAsker();
      CompletableFuture<List<Generation>> last = cache.getOrPutAsync(prompt, LLM, held);
      held.asked().join();
      CompletableFuture<List<Generation>> next =
          CompletableFuture.supplyAsync(() -> cache.getOrPutAsync(prompt, LLM, answering(FIZZ)))
              .thenCompose(call -> call);

      last.cancel(true);
      held.answer().complete(FIZZ);

      assertThat(next.join()).isEqualTo(FIZZ);
    }
  }

  @Test
  void aFailureReachesAllAndTheNextCallAsksAgain() {
    List<CompletableFuture<List<Generation>>> calls = start(10);
    NoLuck failure = new NoLuck();

    asker.answer().completeExceptionally(failure);

    assertThat(calls).allSatisfy(call -> assertThat(failureOf(call)).isSameAs(failure));
    assertThat(failure.getSuppressed()).isEmpty();
    assertThat(asker.timesAsked()).isEqualTo(1);
    assertThat(recorded.calls()).containsExactly("lookup");
    assertThat(cache.getOrPutAsync("foo", LLM, answering(FIZZ)).join()).isEqualTo(FIZZ);
  }

  @Test
  void anAskerThatThrowsFailsTheCallWithWhatItThrew() {
    NoLuck failure = new NoLuck();

    CompletableFuture<List<Generation>> call =
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
        .allSatisfy(call -> assertThat(failureOf(call)).isInstanceOf(CancellationException.class));
    assertThat(cache.getOrPutAsync("foo", LLM, answering(FIZZ)).join()).isEqualTo(FIZZ);
  }

  @Test
  void anAskerThatAnswersNullFailsTheCallAndNothingIsKept() {
    assertThat(failureOf(cache.getOrPutAsync("foo", LLM, answering(null))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the asker returned null instead of a list of generations");
    assertThat(
            failureOf(cache.getOrPutAsync("foo", LLM, answering(Arrays.asList(FIZZ.get(0), null)))))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("generations: element at position 1");
    assertThat(recorded.calls()).containsExactly("lookup", "lookup");
  }

  @Test
  void theAnswerIsACopyThatCannotBeChanged() {
    List<Generation> answer = new ArrayList<>(FIZZ);
    List<CompletableFuture<List<Generation>>> calls = start(2);
    asker.answer().complete(answer);

    List<Generation> given = calls.get(0).join();
    answer.clear();

    assertThat(given).isEqualTo(FIZZ).isUnmodifiable();
  }

  @Test
  void theAskerIsCalledOnAnotherThreadAndNobodyContinuesOnThatOfItsAnswer() throws Exception {
    List<CompletableFuture<Thread>> continued =
        start(3).stream().map(call -> call.thenApply(given -> Thread.currentThread())).toList();
    Thread answering = new Thread(() -> asker.answer().complete(FIZZ));

    assertThat(asker.asked().join()).isNotSameAs(Thread.currentThread());
    answering.start();

    assertThat(continued).allSatisfy(call -> assertThat(call.join()).isNotSameAs(answering));
    answering.join();
  }

  @Test
  void continuationsMayWaitForEachOther() {
    List<CompletableFuture<List<Generation>>> calls = start(3);
    CompletableFuture<Object> allContinue = new CompletableFuture<>();
    List<CompletableFuture<Object>> waiting =
        calls.stream()
            .map(
                call ->
                    call.<Object>thenApply(
                        given -> {
                          if (calls.stream().allMatch(CompletableFuture::isDone)) {
                            allContinue.complete(given);
                          }
                          return allContinue.join();
                        }))
            .toList();
    asker.answer().complete(FIZZ);

    assertThat(waiting).allSatisfy(call -> assertThat(call.join()).isEqualTo(FIZZ));
  }

  @Test
  void aCacheThatCannotLookUpFailsTheCallAndNobodyIsAsked() {
    NoLuck failure = new NoLuck();
    CompletableFuture<List<Generation>> lookup = new CompletableFuture<>();
    recorded.answerLookups(lookup);
    List<CompletableFuture<List<Generation>>> calls = start(2);

    lookup.completeExceptionally(failure);

    assertThat(calls).allSatisfy(call -> assertThat(failureOf(call)).isSameAs(failure));
    assertThat(asker.timesAsked()).isZero();
  }

  @Test
  void aCacheThatCannotKeepTheAnswerFailsTheCall() {
    NoLuck failure = new NoLuck();
    recorded.answerUpdates(CompletableFuture.failedFuture(failure));

    assertThat(failureOf(cache.getOrPutAsync("foo", LLM, answering(FIZZ)))).isSameAs(failure);
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

  /** Issue 17.5: the model was asked already, and its answer must not be lost. */
  @Test
  void aViewThatFailsOpenAnswersThoughTheAnswerIsTooLargeToBeKept() {
    LlmCache patient = viewOf(recorded.failOpen(new CountingListener()));
    List<Generation> large = List.of(Generation.of("x".repeat(5_000_000)));

    assertThat(patient.getOrPutAsync("foo", LLM, answering(large)).join()).isEqualTo(large);
    assertThat(recorded.lookupAsync("foo", LLM).join()).isNull();
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

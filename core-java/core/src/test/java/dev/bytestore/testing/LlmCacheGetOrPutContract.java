package dev.bytestore.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code getOrPut} of every {@link LlmCache} does, in Java and in Kotlin: which asker is
 * called, how often, and who gets the answer or the failure.
 */
public abstract class LlmCacheGetOrPutContract extends LlmCacheGetOrPutFailures {

  private static CompletableFuture<List<Generation>> nobody() {
    throw new AssertionError("somebody was asked");
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
    Supplier<CompletableFuture<List<Generation>>> call =
        () -> cache.getOrPutAsync("foo", LLM, Duration.ofHours(1), answering(FIZZ));

    if (letsEntriesExpire()) {
      assertThat(call.get().join()).isEqualTo(FIZZ);
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
}

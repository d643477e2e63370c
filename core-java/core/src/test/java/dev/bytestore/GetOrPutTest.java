package dev.bytestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.bytestore.testing.GetOrPutCalls;
import dev.bytestore.testing.HeldAsker;
import dev.bytestore.testing.RecordingLlmCache;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code getOrPut} has in Java only: threads, and callers that block. */
class GetOrPutTest {

  private static final String LLM = "llm";
  private static final List<Generation> FIZZ = List.of(Generation.of("fizz"));

  private final RecordingLlmCache cache = new RecordingLlmCache(new InMemoryLlmCache());
  private final BlockingLlmCache blocking = cache.blocking();
  private final HeldAsker asker = new HeldAsker();

  @AfterEach
  void nothingIsRememberedOfCallsThatEnded() {
    await().untilAsserted(() -> assertThat(GetOrPutCalls.underWay()).isEmpty());
  }

  /** A thread that calls the blocking {@code getOrPut}. */
  private final class Caller extends Thread {

    final CompletableFuture<List<Generation>> outcome = new CompletableFuture<>();
    private final Supplier<List<Generation>> blockingAsker;

    Caller(Supplier<List<Generation>> blockingAsker) {
      this.blockingAsker = blockingAsker;
    }

    static Caller waiting(GetOrPutTest test, Supplier<List<Generation>> blockingAsker) {
      Caller caller = test.new Caller(blockingAsker);
      caller.start();
      await().until(() -> caller.getState() == State.WAITING);
      return caller;
    }

    @Override
    public void run() {
      try {
        outcome.complete(blocking.getOrPut("foo", LLM, blockingAsker));
      } catch (Throwable e) { // the test checks it, also if it is an Error
        outcome.completeExceptionally(e);
      }
    }
  }

  private static List<Generation> nobody() {
    throw new AssertionError("somebody was asked");
  }

  @Test
  void aMissAsksOnTheThreadThatWaitsAndAHitAsksNobody() {
    Thread[] asked = new Thread[1];

    assertThat(
            blocking.getOrPut(
                "foo",
                LLM,
                () -> {
                  asked[0] = Thread.currentThread();
                  return FIZZ;
                }))
        .isEqualTo(FIZZ);

    assertThat(asked).containsExactly(Thread.currentThread());
    assertThat(blocking.getOrPut("foo", LLM, GetOrPutTest::nobody)).isEqualTo(FIZZ);
    assertThat(cache.calls()).containsExactly("lookup", "update", "lookup");
  }

  @Test
  void aStampedeOfThreadsAsksOnce() {
    CompletableFuture<List<Generation>> answer = new CompletableFuture<>();
    Caller leader = Caller.waiting(this, answer::join);
    List<Caller> followers =
        IntStream.range(0, 9).mapToObj(i -> Caller.waiting(this, GetOrPutTest::nobody)).toList();

    answer.complete(FIZZ);

    assertThat(leader.outcome.join()).isEqualTo(FIZZ);
    assertThat(followers)
        .allSatisfy(follower -> assertThat(follower.outcome.join()).isEqualTo(FIZZ));
    assertThat(cache.calls()).containsExactly("lookup", "update");
  }

  @Test
  void aCallerThatIsInterruptedWhileItWaitsHarmsNoOther() throws Exception {
    CompletableFuture<List<Generation>> leader = cache.getOrPutAsync("foo", LLM, asker);
    Caller follower = Caller.waiting(this, GetOrPutTest::nobody);

    follower.interrupt();
    follower.join();
    asker.answer().complete(FIZZ);

    assertThat(follower.outcome).isCompletedExceptionally();
    assertThat(catchThrowable(follower.outcome::join)).isInstanceOf(CancellationException.class);
    assertThat(leader.join()).isEqualTo(FIZZ);
    assertThat(asker.timesAsked()).isEqualTo(1);
  }

  @Test
  void whenTheCallerThatAsksIsInterruptedAnotherTakesOver() {
    CompletableFuture<List<Generation>> never = new CompletableFuture<>();
    IllegalStateException interrupted = new IllegalStateException("interrupted");
    Caller leader =
        Caller.waiting(
            this,
            () -> {
              try {
                return never.get();
              } catch (Exception e) {
                Thread.currentThread().interrupt();
                throw interrupted;
              }
            });
    CompletableFuture<List<Generation>> follower = cache.getOrPutAsync("foo", LLM, asker);
    asker.answer().complete(FIZZ);

    leader.interrupt();

    assertThat(follower.join()).isEqualTo(FIZZ);
    assertThatThrownBy(leader.outcome::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(interrupted);
    assertThat(asker.timesAsked()).isEqualTo(1);
  }

  @Test
  void aFollowerThatIsGoneDoesNotTakeOver() {
    CompletableFuture<List<Generation>> answer = new CompletableFuture<>();
    Caller leader = Caller.waiting(this, answer::join);
    cache.getOrPutAsync("foo", LLM, asker).cancel(true);

    answer.cancel(true);

    assertThat(catchThrowable(leader.outcome::join)).isInstanceOf(CancellationException.class);
    assertThat(asker.timesAsked()).isZero();
  }

  @Test
  void whatABlockingAskerThrowsIsThrownToAllAsItIs() {
    CompletableFuture<List<Generation>> answer = new CompletableFuture<>();
    LinkageError failure = new LinkageError("no luck");
    Caller leader =
        Caller.waiting(
            this,
            () -> {
              answer.join();
              throw failure;
            });
    List<Caller> followers =
        IntStream.range(0, 3).mapToObj(i -> Caller.waiting(this, GetOrPutTest::nobody)).toList();
    CompletableFuture<List<Generation>> async = cache.getOrPutAsync("foo", LLM, asker);

    answer.complete(FIZZ);

    for (Caller caller : followers) {
      assertThatThrownBy(caller.outcome::join).cause().isSameAs(failure);
    }
    assertThatThrownBy(leader.outcome::join).cause().isSameAs(failure);
    assertThatThrownBy(async::join).cause().isSameAs(failure);
    assertThat(failure.getSuppressed()).isEmpty();
    assertThat(cache.calls()).containsExactly("lookup");
  }

  @Test
  void aBlockingAskerThatReturnsNullIsAFailureAndNothingIsKept() {
    assertThatIllegalStateException()
        .isThrownBy(() -> blocking.getOrPut("foo", LLM, () -> null))
        .withMessage("the asker returned null instead of a list of generations");
    assertThat(cache.calls()).containsExactly("lookup");
  }

  @Test
  void anAskerThatReturnsNoFutureIsAFailureAndNothingIsKept() {
    assertThatThrownBy(() -> cache.getOrPutAsync("foo", LLM, () -> null).join())
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the asker returned null instead of a future");
    assertThat(cache.calls()).containsExactly("lookup");
  }

  @Test
  void badArgumentsAreRefusedByTheirNamesBeforeTheLookup() {
    assertThatNullPointerException()
        .isThrownBy(() -> blocking.getOrPut(null, LLM, GetOrPutTest::nobody))
        .withMessage("prompt");
    assertThatNullPointerException()
        .isThrownBy(() -> blocking.getOrPut("foo", LLM, null))
        .withMessage("asker");
    assertThatNullPointerException()
        .isThrownBy(() -> blocking.getOrPut("foo", LLM, null, GetOrPutTest::nobody))
        .withMessage("ttl");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> blocking.getOrPut("foo", LLM, Duration.ofSeconds(-1), GetOrPutTest::nobody))
        .withMessageContaining("ttl");
    assertThat(cache.calls()).isEmpty();
  }

  @Test
  void theAskerRunsOnTheSharedPoolWithTheClassLoaderOfTheCaller() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[0], before)) {
      CompletableFuture<ClassLoader> seen = new CompletableFuture<>();
      thread.setContextClassLoader(loader);
      CompletableFuture<List<Generation>> call =
          cache.getOrPutAsync(
              "foo",
              LLM,
              () -> {
                seen.complete(Thread.currentThread().getContextClassLoader());
                return asker.get();
              });
      thread.setContextClassLoader(before);
      asker.answer().complete(FIZZ);

      assertThat(call.join()).isEqualTo(FIZZ);
      assertThat(seen.join()).isSameAs(loader);
      assertThat(asker.asked().join().getName())
          .startsWith("bytestore-")
          .isNotEqualTo(thread.getName());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void anAskerMayBlock() {
    CompletableFuture<List<Generation>> call =
        cache.getOrPutAsync(
            "foo", LLM, () -> CompletableFuture.completedFuture(asker.answer().join()));

    asker.answer().complete(FIZZ);

    assertThat(call.join()).isEqualTo(FIZZ);
  }

  @Test
  void callersThatComeAndGoWhileAModelHangsAreForgotten() {
    CompletableFuture<List<Generation>> staying = cache.getOrPutAsync("foo", LLM, asker);
    for (int i = 0; i < 1_000; i++) {
      cache.getOrPutAsync("foo", LLM, asker).cancel(true);
    }

    assertThat(GetOrPutCalls.callersUnderWay()).isEqualTo(1);
    asker.answer().complete(FIZZ);
    assertThat(staying.join()).isEqualTo(FIZZ);
  }
}

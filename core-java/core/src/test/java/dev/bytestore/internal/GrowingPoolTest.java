package dev.bytestore.internal;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrowingPoolTest {

  private static final int MIN = 2;
  private static final int MAX = 16;

  private final CountDownLatch end = new CountDownLatch(1);
  private final GrowingPool pool = new GrowingPool(MIN, MAX, GrowingPoolTest::daemon);

  @AfterEach
  void release() {
    end.countDown();
  }

  @Test
  void aTaskRunsAlthoughAllThreadsAreHeld() throws Exception {
    hold(MIN);

    task().get(60, SECONDS);
  }

  @Test
  void thePoolGrowsToItsLimitAndTasksBeyondItRunWhenAThreadIsFree() throws Exception {
    hold(MAX);
    CompletableFuture<Void> beyond = task();
    await().until(() -> pool.threads() == MAX);

    assertThat(beyond).isNotDone();
    end.countDown();

    beyond.get(60, SECONDS);
    assertThat(pool.threads()).isLessThanOrEqualTo(MAX);
  }

  @Test
  void threadsThatAreNoLongerHeldAreGivenUp() throws Exception {
    hold(MAX - 1);
    end.countDown();

    await().until(() -> pool.threads() <= MIN);
    task().get(60, SECONDS);
  }

  @Test
  void aTaskThatThrowsHarmsNoOther() throws Exception {
    for (int i = 0; i < 10 * MAX; i++) {
      pool.execute(
          () -> {
            throw new IllegalStateException("of a test");
          });
    }

    task().get(60, SECONDS);
  }

  @Test
  void aSystemThatGivesNoFurtherThreadLeavesTheTasksToThoseThereAre() throws Exception {
    AtomicBoolean exhausted = new AtomicBoolean();
    GrowingPool poor =
        new GrowingPool(
            MIN,
            MAX,
            work -> {
              if (exhausted.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return daemon(work);
            });
    CompletableFuture.runAsync(() -> {}, poor).get(60, SECONDS);
    exhausted.set(true);

    CompletableFuture.runAsync(() -> {}, poor).get(60, SECONDS);
  }

  @Test
  void twoThousandContinuationsThatJoinOtherCallsNeedNoThreadEach() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      calls.add(
          answeredLater("first")
              .thenApply(
                  first -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    String second = answeredLater("second").join();
                    running.decrementAndGet();
                    return second;
                  }));
    }

    assertThat(calls).allSatisfy(call -> assertThat(call.get(60, SECONDS)).isEqualTo("second"));
    assertThat(most.get()).isLessThanOrEqualTo(CompletionExecutor.MAX_THREADS);
  }

  /** A call whose outcome arrives on a thread outside the pool, like a thread of the driver. */
  private static CompletableFuture<String> answeredLater(String answer) {
    return Futures.call(
        CompletionExecutor.shared(),
        cancellation ->
            CompletableFuture.supplyAsync(
                () -> answer, CompletableFuture.delayedExecutor(5, MILLISECONDS)));
  }

  private void hold(int threads) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      pool.execute(
          () -> {
            held.countDown();
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    assertThat(held.await(60, SECONDS)).isTrue();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "of a growing pool");
    thread.setDaemon(true);
    return thread;
  }

  private CompletableFuture<Void> task() {
    return CompletableFuture.runAsync(() -> {}, pool);
  }
}

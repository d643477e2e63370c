package dev.bytestore.testing;

import static dev.bytestore.testing.ByteStoreContract.entries;
import static dev.bytestore.testing.ByteStoreContract.numbered;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener;
import dev.bytestore.ByteStoreListener.Load;
import dev.bytestore.ByteStoreListener.Operation;
import dev.bytestore.ByteStoreListener.Outcome;
import dev.bytestore.ByteStoreListener.Summary;
import dev.bytestore.PartialWriteException;
import dev.bytestore.internal.CompletionExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the listener of a store learns about calls that fail, are cancelled, retried or wait. */
public abstract class ByteStoreListenerFailureContract {

  private static final int ENTRIES = 350;
  private static final Duration ONE_MINUTE = Duration.ofMinutes(1);

  protected final RecordingByteStoreListener listener = new RecordingByteStoreListener();

  /**
   * Returns an empty store that no other test uses. Reading, writing and deleting {@value #ENTRIES}
   * keys must take it several requests each.
   */
  protected abstract ByteStore newStore(
      ByteStoreListener listener, Executor executor, int maxRequestsInFlight);

  /** Makes the request of this number from now on fail for good; the next one has number 1. */
  protected abstract void failRequest(int number);

  /** Makes the next {@code count} requests fail so that they are sent again. */
  protected abstract void refuseRequests(int count);

  /** Makes each request from now on wait until {@code end} is zero. */
  protected abstract void holdRequests(CountDownLatch end);

  private ByteStore newStore() {
    return newStore(listener, CompletionExecutor.shared(), 1);
  }

  @Test
  void aFailedCallReportsTheExceptionThatItsCallerGets() {
    ByteStore store = newStore();
    List<CompletableFuture<?>> calls = new ArrayList<>();
    failRequest(1);
    calls.add(store.mgetAsync(numbered(ENTRIES).keySet()));
    assertThat(calls.get(0)).failsWithin(ONE_MINUTE);
    failRequest(1);
    calls.add(store.msetAsync(entries("k", "value")));
    assertThat(calls.get(1)).failsWithin(ONE_MINUTE);
    failRequest(1);
    calls.add(store.mdeleteAsync(List.of("k")));
    assertThat(calls.get(2)).failsWithin(ONE_MINUTE);
    failRequest(1);
    calls.add(store.yieldKeysAsync());
    assertThat(calls.get(3)).failsWithin(ONE_MINUTE);

    assertThat(listener.ended())
        .extracting(Summary::operation, Summary::outcome, Summary::keys, Summary::bytes)
        .containsExactly(
            tuple(Operation.MGET, Outcome.FAILURE, ENTRIES, 0L),
            tuple(Operation.MSET, Outcome.FAILURE, 1, 5L),
            tuple(Operation.MDELETE, Outcome.FAILURE, 1, 0L),
            tuple(Operation.YIELD_KEYS, Outcome.FAILURE, 0, 0L));
    assertThat(listener.ended())
        .extracting(Summary::failure)
        .containsExactlyElementsOf(
            calls.stream().map(call -> catchThrowable(call::join).getCause()).toList());
  }

  @Test
  void aWriteThatSucceededInPartIsAFailureWithAllItsKeys() {
    ByteStore store = newStore();
    Map<String, byte[]> entries = numbered(ENTRIES);
    failRequest(2);

    Throwable failure = catchThrowable(() -> store.blocking().mset(entries));

    assertThat(failure).isInstanceOf(PartialWriteException.class);
    assertThat(listener.last().failure()).isSameAs(failure);
    assertThat(listener.last().outcome()).isEqualTo(Outcome.FAILURE);
    assertThat(listener.last().keys()).isEqualTo(ENTRIES);
    assertThat(listener.last().bytes())
        .isEqualTo(entries.values().stream().mapToLong(value -> value.length).sum());
  }

  @Test
  void requestsThatAreSentAgainAreCounted() {
    ByteStore store = newStore();
    refuseRequests(2);
    store.blocking().mset(numbered(ENTRIES));
    refuseRequests(1);
    store.blocking().mget(List.of("1"));
    store.blocking().mdelete(List.of("1"));

    assertThat(listener.ended()).extracting(Summary::outcome).containsOnly(Outcome.SUCCESS);
    assertThat(listener.ended()).extracting(Summary::retries).containsExactly(2, 1, 0);
  }

  @Test
  void aCancelledCallEndsOnceBeforeItsFutureCompletes() {
    List<Consumer<CompletableFuture<?>>> waysToEnd =
        List.of(
            call -> call.cancel(true),
            call -> call.completeExceptionally(new TimeoutException()),
            call -> call.complete(null),
            call -> call.orTimeout(1, TimeUnit.MILLISECONDS));

    for (Consumer<CompletableFuture<?>> endedBy : waysToEnd) {
      LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
      ByteStore store = newStore(listener, tasks::add, 1);
      listener.ended().clear();
      CompletableFuture<?> call = store.mgetAsync(List.of("k"));
      CompletableFuture<List<Outcome>> seen =
          call.handle((value, failure) -> listener.ended().stream().map(Summary::outcome).toList());
      await().until(() -> !tasks.isEmpty()); // the response has arrived

      assertThat(listener.ended()).isEmpty();
      endedBy.accept(call);
      List<Outcome> whenDone = seen.orTimeout(10, SECONDS).join();
      tasks.forEach(Runnable::run);

      assertThat(whenDone).containsExactly(Outcome.CANCELLED);
      assertThat(listener.ended()).hasSize(1);
      assertThat(listener.last().keys()).isEqualTo(1);
    }
  }

  @Test
  void aCallThatIsObtrudedEndsAsCancelledToo() {
    LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    CompletableFuture<Void> call = newStore(listener, tasks::add, 1).msetAsync(entries("k", "v"));
    await().until(() -> !tasks.isEmpty());

    call.obtrudeValue(null);
    tasks.forEach(Runnable::run);

    assertThat(listener.ended()).extracting(Summary::outcome).containsExactly(Outcome.CANCELLED);
  }

  @Test
  void callsThatAreCancelledWhileTheyCompleteEndExactlyOnce() {
    ByteStore store = newStore(listener, CompletionExecutor.shared(), 8);
    for (int i = 0; i < 300; i++) {
      CompletableFuture<?> call = store.mgetAsync(List.of("k"));
      CompletableFuture<Void> cancelled = CompletableFuture.runAsync(() -> call.cancel(true));
      cancelled.join();
      assertThat(call.handle((values, failure) -> true).join()).isTrue();
    }

    await().untilAsserted(() -> assertThat(listener.ended()).hasSize(300));
    assertThat(listener.endedTwice()).isZero();
    assertThat(listener.ended())
        .extracting(Summary::outcome)
        .containsAnyOf(Outcome.SUCCESS, Outcome.CANCELLED)
        .doesNotContain(Outcome.FAILURE);
  }

  @Test
  void theEndIsReportedOnTheExecutorIfNoThreadWaits() {
    ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
    try {
      CompletableFuture<?> call =
          newStore(listener, executor, 1).mgetAsync(List.of("k")).thenApply(values -> values);

      assertThat(call).succeedsWithin(Duration.ofSeconds(30));
      assertThat(listener.enders()).extracting(Thread::getName).containsExactly("mine");
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void theLoadOfAStoreFollowsItsRequests() {
    ByteStore store = newStore(listener, CompletionExecutor.shared(), 2);
    assertThat(listener.loads()).hasSize(1);
    Load load = listener.loads().get(0);
    assertThat(load.requestLimit()).isEqualTo(2);
    assertThat(load.requestsInFlight()).isZero();
    store.blocking().mget(List.of("k"));
    CountDownLatch end = new CountDownLatch(1);
    holdRequests(end);

    List<CompletableFuture<List<byte[]>>> calls =
        IntStream.range(0, 7).mapToObj(i -> store.mgetAsync(List.of("k"))).toList();
    await().until(() -> load.requestsInFlight() == 2 && load.requestsWaiting() == 5);
    calls.get(6).cancel(true);
    await().until(() -> load.requestsInFlight() == 2 && load.requestsWaiting() == 4);
    CompletableFuture<?> large = store.mgetAsync(numbered(ENTRIES).keySet());
    await().until(() -> load.requestsWaiting() > 5);
    end.countDown();

    calls.subList(0, 6).forEach(CompletableFuture::join);
    large.join();
    await().until(() -> load.requestsInFlight() == 0 && load.requestsWaiting() == 0);
  }

  @Test
  void aListenerThatThrowsWhenItGetsTheLoadDoesNotHarmTheStore() {
    ByteStoreListener broken =
        new ByteStoreListener() {
          @Override
          public Call onStart(Operation operation) {
            throw new IllegalStateException("a test's start");
          }

          @Override
          public void onBuild(Load load) {
            throw new AssertionError("a test's load");
          }
        };

    ByteStore store = newStore(broken.andThen(listener), CompletionExecutor.shared(), 1);
    store.blocking().mset(entries("k", "v"));

    assertThat(store.blocking().mget(List.of("k"))).doesNotContainNull();
    assertThat(listener.loads()).hasSize(1);
    assertThat(listener.ended()).hasSize(2);
  }
}

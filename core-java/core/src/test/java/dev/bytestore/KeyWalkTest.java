package dev.bytestore;

import static dev.bytestore.KeyPageTest.DIRECT;
import static dev.bytestore.KeyPageTest.last;
import static dev.bytestore.KeyPageTest.page;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.bytestore.KeyPageTest.Asked;
import dev.bytestore.internal.CompletionExecutor;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyWalkTest {

  private final Queue<String> taken = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Thread> caller = new AtomicReference<>();

  @Test
  void aWalkOverAMillionPagesThatAreCompleteLeavesTheStackFlat() throws Exception {
    AtomicInteger calls = new AtomicInteger();

    numbered(1_000_000, DIRECT).forEachAsync(key -> calls.incrementAndGet()).get(60, SECONDS);

    assertThat(calls).hasValue(1_000_000);
  }

  @Test
  void aWalkOverManyPagesOnTheSharedPoolKeepsTheirOrder() throws Exception {
    List<String> keys = new ArrayList<>(); // not synchronized: one thread at a time adds keys

    numbered(20_000, CompletionExecutor.shared()).forEachAsync(keys::add).get(60, SECONDS);

    assertThat(keys).hasSize(20_000);
    for (int i = 0; i < keys.size(); i++) {
      assertThat(keys.get(i)).isEqualTo("key " + i);
    }
  }

  @Test
  void aWalkAsksForAPageWhenTheLastKeyBeforeItWasTaken() throws Exception {
    List<String> events = new ArrayList<>();
    KeyPage first =
        KeyPage.of(
            List.of("a", "b"),
            "position",
            DIRECT,
            () -> {
              events.add("next page");
              return CompletableFuture.completedFuture(last(DIRECT, "c"));
            });

    first.forEachAsync(events::add).get(60, SECONDS);

    assertThat(events).containsExactly("a", "b", "next page", "c");
  }

  @Test
  void aWalkGoesThroughEmptyPages() throws Exception {
    KeyPage end = page(CompletableFuture.completedFuture(last(DIRECT)), "b");
    KeyPage first = page(CompletableFuture.completedFuture(end));

    first.forEachAsync(taken::add).get(60, SECONDS);

    assertThat(taken).containsExactly("b");
  }

  @Test
  void aWalkFailsWithTheFailureOfAPageAfterTheKeysBeforeIt() {
    IOException failure = new IOException("no page");
    KeyPage first = page(CompletableFuture.failedFuture(new CompletionException(failure)), "a");

    assertFailsWith(failure, first.forEachAsync(taken::add));
    assertThat(taken).containsExactly("a");
  }

  @Test
  void aWalkFailsWithWhatTheStoreThrowsInPlaceOfAPage() {
    NoClassDefFoundError thrown = new NoClassDefFoundError("gone");
    KeyPage first =
        KeyPage.of(
            List.of("a"),
            "position",
            DIRECT,
            () -> {
              throw thrown;
            });

    assertFailsWith(thrown, first.forEachAsync(taken::add));
  }

  @Test
  void aWalkFailsIfAStoreReturnsNullInPlaceOfAFuture() {
    KeyPage first = KeyPage.of(List.of("a"), "position", DIRECT, () -> null);

    assertThat(
            catchThrowableOfType(
                ExecutionException.class, () -> first.forEachAsync(taken::add).get(60, SECONDS)))
        .cause()
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("null instead of a future");
  }

  @Test
  void aWalkFailsWithTheCauseIfACallOfTheConsumerFailed() {
    IOException cause = new IOException("no value");
    CompletableFuture<String> call = CompletableFuture.failedFuture(cause);

    assertFailsWith(cause, last(DIRECT, "a").forEachAsync(key -> call.join()));
  }

  @Test
  void aWalkKeepsNoPageThatWasHandedOver() {
    CompletableFuture<KeyPage> never = new CompletableFuture<>();
    KeyPage second = page(never, "b");
    KeyPage first = page(CompletableFuture.completedFuture(second), "a");
    List<WeakReference<KeyPage>> handedOver =
        List.of(new WeakReference<>(first), new WeakReference<>(second));

    CompletableFuture<Void> walk = first.forEachAsync(taken::add);
    first = null;
    second = null;

    assertThat(taken).containsExactly("a", "b");
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(handedOver).allMatch(page -> page.get() == null);
            });
    assertThat(walk).isNotDone();
    never.complete(last(DIRECT, "c"));
    assertThat(walk).isCompleted();
    assertThat(taken).containsExactly("a", "b", "c");
  }

  @Test
  void theConsumerIsCalledOnTheExecutorAndNotWhereThePageArrives() throws Exception {
    Thread[] own = new Thread[1];
    Executor executor =
        task -> {
          own[0] = new Thread(task, "executor of the store");
          own[0].start();
        };
    CompletableFuture<KeyPage> asked = new CompletableFuture<>();
    CompletableFuture<Void> walk = new Asked(asked).forEachKeyAsync("", this::noteThread);

    asked.complete(last(executor, "a")); // like a thread of the driver

    walk.get(60, SECONDS);
    assertThat(caller).hasValue(own[0]);
  }

  @Test
  void theConsumerIsCalledOnTheSharedPoolIfTheExecutorRefuses() throws Exception {
    Executor refusing =
        task -> {
          throw new RejectedExecutionException("stopped");
        };

    last(refusing, "a").forEachAsync(this::noteThread).get(60, SECONDS);

    assertThat(caller.get().getName()).startsWith("bytestore-");
  }

  @Test
  void theConsumerIsCalledOnTheSharedPoolIfTheExecutorIsFull() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    ThreadPoolExecutor full = new ThreadPoolExecutor(1, 1, 0, SECONDS, new ArrayBlockingQueue<>(1));
    try {
      full.execute(() -> awaitQuietly(busy));
      full.execute(() -> {});

      last(full, "a").forEachAsync(this::noteThread).get(60, SECONDS);

      assertThat(caller.get().getName()).startsWith("bytestore-");
    } finally {
      busy.countDown();
      full.shutdown();
    }
  }

  @Test
  void theConsumerSeesTheClassLoaderOfTheCallerOnTheSharedPool() throws Exception {
    AtomicReference<@Nullable ClassLoader> seen = new AtomicReference<>();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader application = new URLClassLoader(new URL[0])) {
      thread.setContextClassLoader(application);
      CompletableFuture<Void> walk =
          numbered(3, CompletionExecutor.shared())
              .forEachAsync(key -> seen.set(Thread.currentThread().getContextClassLoader()));
      walk.get(60, SECONDS);

      assertThat(seen).hasValue(application);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void noteThread(String key) {
    caller.set(Thread.currentThread());
  }

  /** The first of {@code count} pages with one key each. */
  private static KeyPage numbered(int count, Executor executor) {
    return numbered(0, count, executor);
  }

  private static KeyPage numbered(int number, int count, Executor executor) {
    return KeyPage.of(
        List.of("key " + number),
        "position",
        executor,
        number + 1 == count
            ? null
            : () -> CompletableFuture.completedFuture(numbered(number + 1, count, executor)));
  }

  private static void assertFailsWith(Throwable failure, CompletableFuture<?> future) {
    assertThat(catchThrowableOfType(ExecutionException.class, () -> future.get(60, SECONDS)))
        .cause()
        .isSameAs(failure);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.bytestore;

import static dev.bytestore.KeyPageTest.DIRECT;
import static dev.bytestore.KeyPageTest.last;
import static dev.bytestore.KeyPageTest.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.KeyPageTest.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KeyWalkCancellationTest {

  private final Queue<String> taken = new ConcurrentLinkedQueue<>();

  @Test
  void aCancelledWalkCancelsTheRequestForTheNextPage() {
    CompletableFuture<KeyPage> asked = new CompletableFuture<>();
    CompletableFuture<Void> walk = page(asked, "a").forEachAsync(taken::add);

    walk.cancel(true);

    assertThat(asked).isCancelled();
    assertThat(taken).containsExactly("a");
  }

  @Test
  void aCancelledWalkCancelsTheRequestForTheFirstPage() {
    CompletableFuture<KeyPage> asked = new CompletableFuture<>();
    CompletableFuture<Void> walk = new Asked(asked).forEachKeyAsync("", taken::add);

    walk.cancel(true);

    assertThat(asked).isCancelled();
  }

  @Test
  void aCancelledWalkCancelsTheRequestWhenItIsCompletedByOtherMeans() {
    CompletableFuture<KeyPage> asked = new CompletableFuture<>();
    CompletableFuture<Void> walk = page(asked, "a").forEachAsync(taken::add);

    walk.complete(null);

    assertThat(asked).isCancelled();
  }

  @Test
  void aCancelledWalkHandsNothingOverWhenAPageCannotBeCancelledAndStillArrives() {
    CompletableFuture<KeyPage> stubborn =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
          }
        };
    CompletableFuture<Void> walk = page(stubborn, "a").forEachAsync(taken::add);

    walk.cancel(true);
    stubborn.complete(last(DIRECT, "b"));

    assertThat(stubborn).isCompletedWithValueMatching(page -> page.keys().contains("b"));
    assertThat(taken).containsExactly("a");
  }

  @Test
  void aCancelledWalkAsksForNoFurtherPageWhenTheConsumerCancelsItAtTheEndOfAPage() {
    assertEndsAfter("b");
  }

  @Test
  void aCancelledWalkSkipsTheRestOfThePageWhenTheConsumerCancelsIt() {
    assertEndsAfter("a");
  }

  /**
   * Cancels during the call of the consumer with {@code end}, on a page with two keys and a next
   * page.
   */
  private void assertEndsAfter(String end) {
    List<Runnable> tasks = new ArrayList<>();
    AtomicInteger pagesAskedFor = new AtomicInteger();
    KeyPage page =
        KeyPage.of(
            List.of("a", "b"),
            "position",
            tasks::add,
            () -> {
              pagesAskedFor.incrementAndGet();
              return CompletableFuture.completedFuture(last(tasks::add, "c"));
            });
    AtomicReference<CompletableFuture<Void>> walk = new AtomicReference<>();
    walk.set(
        page.forEachAsync(
            key -> {
              taken.add(key);
              if (key.equals(end)) {
                walk.get().cancel(true);
              }
            }));

    while (!tasks.isEmpty()) {
      tasks.remove(0).run();
    }

    assertThat(walk.get()).isCancelled();
    assertThat(taken).endsWith(end);
    assertThat(pagesAskedFor).hasValue(0);
  }

  @Test
  void aCancelledWalkDoesNotBeginWhenItIsCancelledBeforeTheExecutorTakesIt() {
    List<Runnable> tasks = new ArrayList<>();
    CompletableFuture<Void> walk = last(tasks::add, "a").forEachAsync(taken::add);

    walk.cancel(true);
    assertThat(tasks).hasSize(1);
    tasks.get(0).run();

    assertThat(taken).isEmpty();
  }
}

package dev.bytestore.testing;

import static dev.bytestore.testing.ByteStoreContract.entries;
import static dev.bytestore.testing.ByteStoreContract.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ByteStore} does if many calls run at the same time or wait for each other. */
public abstract class ByteStoreConcurrencyContract {

  private static final int WAITING = 64;

  protected ByteStore store;
  protected BlockingByteStore blocking;

  /** Returns an empty store that no other test uses. */
  protected abstract ByteStore newStore();

  @BeforeEach
  void makeStore() {
    store = newStore();
    blocking = store.blocking();
  }

  @Test
  void manyCallsAtOnceAllSucceed() {
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    List<Map<String, byte[]>> batches = new ArrayList<>();
    for (int call = 0; call < 200; call++) {
      Map<String, byte[]> batch = new LinkedHashMap<>();
      for (int i = 0; i < 500; i++) {
        batch.put("call %d/%d".formatted(call, i), "%d:%d".formatted(call, i).getBytes(UTF_8));
      }
      batches.add(batch);
      writes.add(store.msetAsync(batch));
    }
    writes.forEach(CompletableFuture::join);

    List<CompletableFuture<List<byte[]>>> reads =
        batches.stream().map(batch -> store.mgetAsync(batch.keySet())).toList();

    for (int call = 0; call < reads.size(); call++) {
      assertThat(texts(reads.get(call).join()))
          .containsExactlyElementsOf(texts(List.copyOf(batches.get(call).values())));
    }
  }

  @Test
  void aContinuationMayBlock() {
    blocking.mset(entries("k", "v"));
    List<CompletableFuture<String>> calls =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    store
                        .mgetAsync(List.of("k"))
                        .thenApply(values -> texts(blocking.mget(List.of("k"))).get(0)))
            .toList();

    assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo("v"));
  }

  /**
   * Continuations that waited for a latch stopped every store. The test above did not show it,
   * because they wait for calls of a store. Such a call needs no thread of the executor, and a
   * fork-join pool replaces a thread that waits in {@code join}.
   */
  @Test
  void continuationsThatWaitByAnyMeansDoNotStopOtherCalls() throws Exception {
    blocking.mset(entries("k", "v"));
    CountDownLatch waiting = new CountDownLatch(WAITING);
    CountDownLatch end = new CountDownLatch(1);
    List<CompletableFuture<Void>> held = new ArrayList<>();
    try {
      for (int i = 0; i < WAITING; i++) {
        // Not on this thread, where a future that is complete would run its continuation.
        held.add(
            CompletableFuture.supplyAsync(
                    () ->
                        store
                            .mgetAsync(List.of("k"))
                            .thenAccept(
                                values -> {
                                  waiting.countDown();
                                  awaitQuietly(end);
                                }),
                    task -> new Thread(task, "caller of a store").start())
                .thenCompose(call -> call));
      }
      assertThat(waiting.await(60, SECONDS)).isTrue();

      assertThat(texts(store.mgetAsync(List.of("k")).get(60, SECONDS))).containsExactly("v");
    } finally {
      end.countDown();
    }
    held.forEach(CompletableFuture::join);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anInterruptedCallerGetsACancellationAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    try {
      blocking.mget(List.of("k"));
      // A store that answers without waiting may be faster than the interrupt.
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } catch (CancellationException e) {
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }
}

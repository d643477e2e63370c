package dev.bytestore.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.KeyPage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How every {@link ByteStore} passes all its keys to a consumer. */
public abstract class ByteStoreWalkContract {

  private static final int KEYS = 2_500;

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
  void everyKeyIsHandedOverOnceInTheOrderOfTheListing() throws Exception {
    blocking.mset(ByteStoreContract.numbered(KEYS));
    List<String> keys = Collections.synchronizedList(new ArrayList<>());

    store.forEachKeyAsync("", keys::add).get(60, SECONDS);

    assertThat(keys).hasSize(KEYS).containsExactlyElementsOf(blocking.yieldKeys().toList());
  }

  @Test
  void onlyKeysWithThePrefixAreHandedOver() throws Exception {
    blocking.mset(ByteStoreContract.numbered(KEYS));
    List<String> keys = Collections.synchronizedList(new ArrayList<>());

    store.forEachKeyAsync("1", keys::add).get(60, SECONDS);

    assertThat(keys).isNotEmpty().containsExactlyElementsOf(blocking.yieldKeys("1").toList());
  }

  @Test
  void anEmptyStoreHandsNothingOver() throws Exception {
    AtomicInteger calls = new AtomicInteger();

    store.forEachKeyAsync("", key -> calls.incrementAndGet()).get(60, SECONDS);

    assertThat(calls).hasValue(0);
  }

  @Test
  void aWalkFromAPageHandsOverItsKeysAndThoseOfAllPagesAfterIt() throws Exception {
    blocking.mset(ByteStoreContract.numbered(KEYS));
    List<String> all = blocking.yieldKeys().toList();
    KeyPage page = store.yieldKeysAsync().get(60, SECONDS);
    int before = 0;
    if (page.hasNextPage()) {
      before = page.keys().size();
      page = page.nextPageAsync().get(60, SECONDS);
    }
    List<String> keys = Collections.synchronizedList(new ArrayList<>());

    page.forEachAsync(keys::add).get(60, SECONDS);
    page.forEachAsync(keys::add).get(60, SECONDS);

    List<String> rest = all.subList(before, all.size());
    assertThat(keys.subList(0, rest.size())).isEqualTo(rest);
    assertThat(keys.subList(rest.size(), keys.size())).isEqualTo(rest);
  }

  @Test
  void theConsumerIsNeverCalledOnTheCallingThreadOrOneOfTheBackend() throws Exception {
    blocking.mset(ByteStoreContract.numbered(KEYS));
    Set<Thread> threads = ConcurrentHashMap.newKeySet();

    store.forEachKeyAsync("", key -> threads.add(Thread.currentThread())).get(60, SECONDS);
    KeyPage page = store.yieldKeysAsync().get(60, SECONDS);
    page.forEachAsync(key -> threads.add(Thread.currentThread())).get(60, SECONDS);

    assertThat(threads)
        .isNotEmpty()
        .doesNotContain(Thread.currentThread())
        .noneMatch(thread -> thread.getName().matches("s\\d+-.*|HttpClient-.*|.*response.*"));
  }

  @Test
  void aConsumerMayWaitForTheStore() throws Exception {
    blocking.mset(ByteStoreContract.numbered(50));
    List<byte[]> values = Collections.synchronizedList(new ArrayList<>());

    store.forEachKeyAsync("", key -> values.addAll(blocking.mget(List.of(key)))).get(60, SECONDS);

    assertThat(values).hasSize(50).doesNotContainNull();
  }

  @Test
  void aConsumerMayDeleteTheKeysItIsGiven() throws Exception {
    blocking.mset(ByteStoreContract.numbered(60));

    store.forEachKeyAsync("", key -> blocking.mdelete(List.of(key))).get(60, SECONDS);

    assertThat(blocking.yieldKeys()).isEmpty();
  }

  static List<Throwable> whatConsumersThrow() {
    return List.of(
        new IllegalStateException("enough"),
        new StackOverflowError("enough"),
        new Exception("not declared"));
  }

  @ParameterizedTest
  @MethodSource("whatConsumersThrow")
  void whatTheConsumerThrowsEndsTheWalkAndIsItsFailure(Throwable thrown) {
    blocking.mset(ByteStoreContract.numbered(KEYS));
    AtomicInteger calls = new AtomicInteger();

    CompletableFuture<Void> walk =
        store.forEachKeyAsync(
            "",
            key -> {
              if (calls.incrementAndGet() == 20) {
                throw ByteStoreWalkContract.<RuntimeException>sneaky(thrown);
              }
            });

    assertThat(catchThrowableOfType(ExecutionException.class, () -> walk.get(60, SECONDS)))
        .cause()
        .isSameAs(thrown);
    assertThat(calls).hasValue(20);
  }

  @Test
  void aConsumerThatCancelsTheWalkIsNotCalledAgain() throws Exception {
    blocking.mset(ByteStoreContract.numbered(KEYS));
    AtomicInteger calls = new AtomicInteger();
    CompletableFuture<CompletableFuture<Void>> self = new CompletableFuture<>();

    CompletableFuture<Void> walk =
        store.forEachKeyAsync(
            "",
            key -> {
              if (calls.incrementAndGet() == 20) {
                self.join().cancel(true);
              }
            });
    self.complete(walk);

    assertThat(walk.handle((none, failure) -> walk.isCancelled()).get(60, SECONDS)).isTrue();
    store.forEachKeyAsync("", key -> {}).get(60, SECONDS); // as long as the listing would take
    assertThat(calls).hasValue(20);
  }

  @Test
  void cancellingOneWalkLeavesOthersAlone() throws Exception {
    blocking.mset(ByteStoreContract.numbered(KEYS));
    KeyPage page = store.yieldKeysAsync().get(60, SECONDS);
    CountDownLatch held = new CountDownLatch(1);
    CompletableFuture<Void> cancelled = page.forEachAsync(key -> awaitQuietly(held));
    AtomicInteger calls = new AtomicInteger();

    CompletableFuture<Void> other = page.forEachAsync(key -> calls.incrementAndGet());
    cancelled.cancel(true);
    other.get(60, SECONDS);
    held.countDown();

    assertThat(calls).hasValue(KEYS);
    assertThat(cancelled).isCancelled();
  }

  @Test
  void badArgumentsAreRefusedAtOnce() {
    assertThatNullPointerException()
        .isThrownBy(() -> store.forEachKeyAsync("", null))
        .withMessage("consumer");
    assertThatNullPointerException()
        .isThrownBy(() -> store.forEachKeyAsync(null, key -> {}))
        .withMessageContaining("prefix");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.forEachKeyAsync("a\uD800", key -> {}))
        .withMessageContaining("prefix");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E sneaky(Throwable failure) throws E {
    throw (E) failure;
  }
}

package dev.bytestore.testing;

import static dev.bytestore.testing.ByteStoreContract.entries;
import static dev.bytestore.testing.ByteStoreContract.numbered;
import static dev.bytestore.testing.ByteStoreContract.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener;
import dev.bytestore.ByteStoreListener.Operation;
import dev.bytestore.ByteStoreListener.Outcome;
import dev.bytestore.ByteStoreListener.Summary;
import dev.bytestore.KeyPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the listener of every {@link ByteStore} learns about its calls. */
public abstract class ByteStoreListenerContract {

  private static final String SECRET = "a key that nobody may see";

  private final RecordingByteStoreListener listener = new RecordingByteStoreListener();
  private ByteStore store;
  private BlockingByteStore blocking;

  /** Returns an empty store with {@code listener} that no other test uses. */
  protected abstract ByteStore newStore(ByteStoreListener listener);

  @BeforeEach
  void makeStore() {
    store = newStore(listener);
    blocking = store.blocking();
    assertThat(listener.started()).as("building a store is not a call").isEmpty();
  }

  private static String described(Summary summary) {
    assertThat(summary.duration()).isPositive().isLessThan(Duration.ofMinutes(1));
    assertThat(summary.failure()).isNull();
    assertThat(summary.retries()).isZero();
    return "%s %s %d %d"
        .formatted(summary.operation(), summary.outcome(), summary.keys(), summary.bytes());
  }

  @Test
  void eachOperationReportsItsKeysItsBytesAndItsSuccess() {
    blocking.mset(entries("k1", "v1", "k2", "value 2"));
    blocking.mset(entries("k3", ""), Duration.ZERO);
    blocking.mget(List.of("k2", "absent", "k1", "k2"));
    blocking.mdelete(List.of("k1", "absent", "k1"));
    store.yieldKeysAsync("k").join();
    blocking.ensureSetup();

    assertThat(listener.ended())
        .extracting(ByteStoreListenerContract::described)
        .containsExactly(
            "MSET SUCCESS 2 9",
            "MSET SUCCESS 1 0",
            "MGET SUCCESS 4 16",
            "MDELETE SUCCESS 3 0",
            "YIELD_KEYS SUCCESS 2 0",
            "ENSURE_SETUP SUCCESS 0 0");
    assertThat(listener.started())
        .containsExactlyElementsOf(listener.ended().stream().map(Summary::operation).toList());
  }

  @Test
  void aCallThatSendsNothingIsReportedToo() {
    blocking.mget(List.of());
    blocking.mset(Map.of());
    blocking.mdelete(List.of());
    KeyPage page = store.yieldKeysAsync().join();
    store.yieldKeysAsync("", page.position()).join();

    assertThat(listener.ended())
        .extracting(ByteStoreListenerContract::described)
        .containsExactly(
            "MGET SUCCESS 0 0",
            "MSET SUCCESS 0 0",
            "MDELETE SUCCESS 0 0",
            "YIELD_KEYS SUCCESS 0 0",
            "YIELD_KEYS SUCCESS 0 0");
  }

  @Test
  void aCallWithBadArgumentsIsNotReported() {
    List<ThrowingCallable> calls =
        List.of(
            () -> store.mgetAsync(List.of("")),
            () -> store.msetAsync(Map.of("", new byte[0])),
            () -> store.msetAsync(entries("k", "v"), Duration.ofSeconds(-1)),
            () -> store.mdeleteAsync(List.of("\uD800")),
            () -> store.yieldKeysAsync("\uD800"),
            () -> store.yieldKeysAsync("", "not a position"));

    assertThat(calls)
        .allSatisfy(call -> assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class));

    assertThat(listener.started()).isEmpty();
    assertThat(listener.ended()).isEmpty();
  }

  @Test
  void aCallWithManyKeysIsOneCall() {
    Map<String, byte[]> entries = numbered(5_000);
    long bytes = entries.values().stream().mapToLong(value -> value.length).sum();

    blocking.mset(entries);
    blocking.mget(entries.keySet());
    blocking.mdelete(entries.keySet());

    assertThat(listener.ended())
        .extracting(Summary::operation, Summary::keys, Summary::bytes)
        .containsExactly(
            tuple(Operation.MSET, 5_000, bytes),
            tuple(Operation.MGET, 5_000, bytes),
            tuple(Operation.MDELETE, 5_000, 0L));
  }

  @Test
  void eachPageOfAListingIsACall() {
    blocking.mset(numbered(2_500));
    listener.ended().clear();

    List<Integer> pages = new ArrayList<>();
    KeyPage page = store.yieldKeysAsync().join();
    pages.add(page.keys().size());
    while (page.hasNextPage()) {
      page = page.nextPageAsync().join();
      pages.add(page.keys().size());
    }

    assertThat(pages.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2_500);
    assertThat(listener.ended())
        .extracting(ByteStoreListenerContract::described)
        .containsExactlyElementsOf(
            pages.stream().map(keys -> "YIELD_KEYS SUCCESS %d 0".formatted(keys)).toList());
  }

  @Test
  void aWalkOverAllKeysReportsItsPages() {
    blocking.mset(numbered(2_500));
    listener.ended().clear();
    AtomicInteger keys = new AtomicInteger();

    store.forEachKeyAsync("", key -> keys.incrementAndGet()).join();

    assertThat(keys).hasValue(2_500);
    assertThat(listener.ended()).isNotEmpty();
    assertThat(listener.ended().stream().mapToInt(Summary::keys).sum()).isEqualTo(2_500);
  }

  @Test
  void theStartIsReportedOnTheThreadOfTheCaller() {
    List<CompletableFuture<?>> calls =
        List.of(
            store.mgetAsync(List.of("k")),
            store.msetAsync(entries("k", "v")),
            store.mdeleteAsync(List.of("k")),
            store.yieldKeysAsync(),
            store.ensureSetupAsync());

    assertThat(listener.starters()).hasSize(5).containsOnly(Thread.currentThread());
    calls.forEach(CompletableFuture::join);
  }

  @Test
  void theEndIsReportedBeforeTheFutureCompletes() {
    for (int i = 1; i <= 200; i++) {
      CompletableFuture<Integer> seen =
          store.mgetAsync(List.of("k")).thenApply(values -> listener.ended().size());
      assertThat(seen.join()).isEqualTo(i);
    }
    for (int i = 201; i <= 400; i++) {
      store.mgetAsync(List.of("k")).join();
      assertThat(listener.ended()).hasSize(i);
    }
    assertThat(listener.endedTwice()).isZero();
  }

  @Test
  void aListenerThatThrowsDoesNotHarmACall() {
    List<ByteStoreListener> broken =
        List.of(
            operation -> {
              throw new AssertionError("a test's start");
            },
            operation ->
                summary -> {
                  throw new AssertionError("a test's end");
                },
            operation -> null);

    for (ByteStoreListener each : broken) {
      RecordingByteStoreListener second = new RecordingByteStoreListener();
      for (ByteStore observed :
          List.of(newStore(each), newStore(each.andThen(second)), newStore(second.andThen(each)))) {
        observed.blocking().mset(entries("k", "v"));
        assertThat(texts(observed.blocking().mget(List.of("k")))).containsExactly("v");
        assertThat(observed.blocking().yieldKeys()).containsExactly("k");
      }
      assertThat(second.ended()).hasSize(6);
      assertThat(second.ended()).extracting(Summary::outcome).containsOnly(Outcome.SUCCESS);
    }
  }

  @Test
  void noKeyAndNoValueIsReported() {
    blocking.mset(Map.of(SECRET, SECRET.getBytes(UTF_8)));
    blocking.mget(List.of(SECRET));
    assertThat(blocking.yieldKeys(SECRET)).hasSize(1);
    blocking.mdelete(List.of(SECRET));

    assertThat(listener.ended()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(listener.ended().toString()).doesNotContain(SECRET);
  }
}

package dev.bytestore.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.KeyPage;
import dev.bytestore.PartialWriteException;
import dev.bytestore.faults.Checker.Kind;
import dev.bytestore.faults.Checker.Violation;
import dev.bytestore.faults.RecordingClient.Acknowledged;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the clients record of a correct store passes the check, and of a faulty one does not. */
class ClientsTest {

  private static final int CALLS = 2_000;
  private static final List<String> KEYS = List.of("store/0/1", "store/0/2", "store/0/3");

  private static final Duration SOON = Duration.ofSeconds(10);

  /** A store in memory acknowledges everything at once. */
  private static final Acknowledged ALL = (start, keys) -> Set.copyOf(keys);

  private final History history = new History();

  @Test
  void aCorrectStoreBreaksNoPromise() throws Exception {
    assertThat(brokenBy(new Store())).isEmpty();
  }

  @Test
  void aStoreThatConfirmsAWriteAndDropsItIsFound() throws Exception {
    Store store =
        new Store() {
          @Override
          public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries) {
            return entries.containsKey(KEYS.get(0))
                ? CompletableFuture.completedFuture(null)
                : super.msetAsync(entries);
          }
        };

    assertThat(brokenBy(store)).contains(Kind.LOST_WRITE);
  }

  @Test
  void aStoreThatSkipsAKeyAfterAPositionIsFound() throws Exception {
    Store store =
        new Store() {
          @Override
          public CompletableFuture<KeyPage> yieldKeysAsync(
              String prefix, @Nullable String position) {
            return position == null ? page(prefix, "", 0) : page(prefix, position, 1);
          }
        };

    assertThat(brokenBy(store)).containsExactly(Kind.NOT_LISTED_AFTER_RESUME);
  }

  @Test
  void theKeysOfAPartialWriteExceptionAreRecorded() {
    Store store =
        new Store() {
          @Override
          public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries) {
            return CompletableFuture.failedFuture(
                new PartialWriteException(
                    Set.of(KEYS.get(0)), Set.of(KEYS.get(1)), new IllegalStateException("busy")));
          }
        };
    RecordingClient client =
        new RecordingClient(
            history, 0, store, new InMemoryLlmCache(), (start, keys) -> Set.of(KEYS.get(0)), SOON);

    client.mset(KEYS);
    client.mget(KEYS);

    assertThat(violations())
        .extracting(Violation::kind, Violation::key)
        .containsExactly(
            tuple(Kind.WRONG_REPORT, KEYS.get(2)), tuple(Kind.LOST_WRITE, KEYS.get(0)));
    assertThat(history.calls().get(0).header().failures())
        .containsExactly("PartialWriteException of IllegalStateException");
  }

  @Test
  void aStoreThatReportsAnAcknowledgedKeyAsUnconfirmedIsFound() {
    Store store =
        new Store() {
          @Override
          public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
            return CompletableFuture.failedFuture(
                new PartialWriteException(
                    Set.of(KEYS.get(0)), Set.of(KEYS.get(1)), new IllegalStateException("busy")));
          }
        };

    client(store, SOON).mdelete(KEYS.subList(0, 2));

    assertThat(violations())
        .extracting(Violation::kind, Violation::key)
        .containsExactly(tuple(Kind.UNCONFIRMED_ALTHOUGH_ACKNOWLEDGED, KEYS.get(1)));
  }

  @Test
  void aCallThatDoesNotCompleteIsRecordedAsHung() {
    Store store =
        new Store() {
          @Override
          public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
            return new CompletableFuture<>();
          }
        };
    RecordingClient client = client(store, Duration.ofMillis(10));

    client.mdelete(KEYS);

    assertThat(client.isHung()).isTrue();
    assertThat(violations()).extracting(Violation::kind).containsExactly(Kind.HUNG);
  }

  @Test
  void aDamagedValueAndOneOfAnotherKeyAreForeign() {
    String text = Values.text("a", 250);

    assertThat(Values.number("a", text)).isEqualTo(250);
    assertThat(Values.number("b", text)).isEqualTo(Values.FOREIGN);
    assertThat(Values.number("a", text.substring(1))).isEqualTo(Values.FOREIGN);
    assertThat(Values.number("a", "")).isEqualTo(Values.FOREIGN);
    assertThat(Values.number("a", null)).isEqualTo(Values.ABSENT);
  }

  private Set<Kind> brokenBy(ByteStore store) throws Exception {
    Clients clients = new Clients(history, List.of(store), List.of(new InMemoryLlmCache()), ALL, 1);
    clients.start();
    await().until(() -> history.succeeded() >= CALLS);
    clients.stop();
    clients.readEverything();
    return Set.copyOf(violations().stream().map(Violation::kind).distinct().toList());
  }

  private RecordingClient client(ByteStore store, Duration hungAfter) {
    return new RecordingClient(history, 0, store, new InMemoryLlmCache(), ALL, hungAfter);
  }

  private List<Violation> violations() {
    return Checker.check(history.calls());
  }

  /** A store in memory with short pages. Its positions are keys. */
  private static class Store implements ByteStore {

    private static final int PAGE_SIZE = 30;

    private final ByteStore entries = new InMemoryByteStore();

    @Override
    public CompletableFuture<List<byte @Nullable []>> mgetAsync(Collection<String> keys) {
      return entries.mgetAsync(keys);
    }

    @Override
    public CompletableFuture<Void> msetAsync(Map<String, byte[]> values) {
      return entries.msetAsync(values);
    }

    @Override
    public CompletableFuture<Void> msetAsync(Map<String, byte[]> values, Duration ttl) {
      return entries.msetAsync(values, ttl);
    }

    @Override
    public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
      return entries.mdeleteAsync(keys);
    }

    @Override
    public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position) {
      return page(prefix, position == null ? "" : position, 0);
    }

    @Override
    public CompletableFuture<Void> ensureSetupAsync() {
      return entries.ensureSetupAsync();
    }

    /** Returns the page after a key, without the first {@code skipped} keys. */
    CompletableFuture<KeyPage> page(String prefix, String after, int skipped) {
      List<String> rest =
          entries.yieldKeysAsync(prefix).join().keys().stream()
              .filter(key -> key.compareTo(after) > 0)
              .skip(skipped)
              .toList();
      List<String> keys = rest.stream().limit(PAGE_SIZE).toList();
      String last = keys.isEmpty() ? after : keys.get(keys.size() - 1);
      boolean isLast = keys.size() == rest.size();
      return CompletableFuture.completedFuture(
          KeyPage.of(keys, last, Runnable::run, isLast ? null : () -> page(prefix, last, 0)));
    }
  }
}

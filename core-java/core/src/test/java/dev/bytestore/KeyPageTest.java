package dev.bytestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyPageTest {

  static final Executor DIRECT = Runnable::run;

  static KeyPage last(Executor executor, String... keys) {
    return KeyPage.of(List.of(keys), "end", executor, null);
  }

  static KeyPage page(CompletableFuture<KeyPage> next, String... keys) {
    return KeyPage.of(List.of(keys), "position", DIRECT, () -> next);
  }

  @Test
  void aPageKeepsACopyOfItsKeysThatCannotBeModified() {
    List<String> keys = new ArrayList<>(List.of("a"));
    KeyPage page = KeyPage.of(keys, "position", DIRECT, null);
    keys.add("b");

    assertThat(page.keys()).containsExactly("a");
    assertThatThrownBy(() -> page.keys().add("c"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aPageRefusesNulls() {
    List<String> keys = Arrays.asList("a", null);

    assertThatNullPointerException()
        .isThrownBy(() -> KeyPage.of(keys, "position", DIRECT, null))
        .withMessage("keys: element at position 1 is null");
    assertThatNullPointerException()
        .isThrownBy(() -> KeyPage.of(List.of(), null, DIRECT, null))
        .withMessage("position");
    assertThatNullPointerException()
        .isThrownBy(() -> KeyPage.of(List.of(), "position", null, null))
        .withMessage("executor");
  }

  @Test
  void theLastPageHasNoNextPage() {
    KeyPage page = last(DIRECT);

    assertThat(page.hasNextPage()).isFalse();
    assertThatIllegalStateException().isThrownBy(page::nextPageAsync);
  }

  @Test
  void aPageReadsItsNextPageEachTimeItIsAskedForIt() {
    List<CompletableFuture<KeyPage>> asked = new ArrayList<>();
    KeyPage page =
        KeyPage.of(
            List.of("a"),
            "position",
            DIRECT,
            () -> {
              asked.add(new CompletableFuture<>());
              return asked.get(asked.size() - 1);
            });

    assertThat(page.hasNextPage()).isTrue();
    page.nextPageAsync().cancel(true);
    CompletableFuture<KeyPage> again = page.nextPageAsync();

    assertThat(again).isNotDone();
    assertThat(asked).hasSize(2);
    assertThat(asked.get(0)).isCancelled();
  }

  @Test
  void aPageFailsItsNextPageWithWhatAStoreThrows() {
    IllegalStateException thrown = new IllegalStateException("closed");
    KeyPage page =
        KeyPage.of(
            List.of("a"),
            "position",
            DIRECT,
            () -> {
              throw thrown;
            });

    assertThatThrownBy(page.nextPageAsync()::join).hasCause(thrown);
  }

  /** A store whose first page is {@code page}. */
  record Asked(CompletableFuture<KeyPage> page) implements ByteStore {

    @Override
    public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position) {
      return page;
    }

    @Override
    public CompletableFuture<List<byte @Nullable []>> mgetAsync(Collection<String> keys) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries, Duration ttl) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> ensureSetupAsync() {
      throw new UnsupportedOperationException();
    }
  }
}

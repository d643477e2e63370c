package dev.bytestore.testing;

import static dev.bytestore.testing.ByteStoreContract.entries;
import static dev.bytestore.testing.ByteStoreContract.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How entries of a {@link ByteStore} expire, or how it refuses a time-to-live. */
public abstract class ByteStoreExpiryContract {

  protected ByteStore store;
  protected BlockingByteStore blocking;

  /** Returns an empty store that no other test uses. */
  protected abstract ByteStore newStore();

  /** Returns whether entries can have a time-to-live. */
  protected boolean letsEntriesExpire() {
    return true;
  }

  @BeforeEach
  void makeStore() {
    store = newStore();
    blocking = store.blocking();
  }

  @Test
  void anEntryWithATimeToLiveIsAbsentAfterItOrRefusedAtOnce() {
    if (!letsEntriesExpire()) {
      assertThatItIsRefused(Duration.ofSeconds(1));
      return;
    }
    blocking.mset(entries("short", "v"), Duration.ofSeconds(1));
    blocking.mset(entries("long", "v"), Duration.ofDays(30));
    blocking.mset(entries("ever", "v"), Duration.ZERO);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(texts(blocking.mget(List.of("short", "long", "ever"))))
                    .containsExactly(null, "v", "v"));
    assertThat(blocking.yieldKeys()).containsExactlyInAnyOrder("long", "ever");
  }

  @Test
  void aFractionOfASecondCountsAsAWholeOne() {
    if (!letsEntriesExpire()) {
      assertThatItIsRefused(Duration.ofNanos(1));
      return;
    }
    blocking.mset(entries("k", "v"), Duration.ofNanos(1));

    assertThat(texts(blocking.mget(List.of("k")))).containsExactly("v");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(blocking.mget(List.of("k"))).containsOnlyNulls());
  }

  @Test
  void anEntryMayBeWrittenToLiveForEver() {
    blocking.mset(entries("k", "v"), Duration.ZERO);

    assertThat(texts(blocking.mget(List.of("k")))).containsExactly("v");
  }

  private void assertThatItIsRefused(Duration ttl) {
    assertThatThrownBy(() -> store.msetAsync(entries("k", "v"), ttl))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("ttl");
    assertThat(blocking.mget(List.of("k"))).containsOnlyNulls();
  }
}

package dev.bytestore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.ByteStoreArgumentsContract;
import dev.bytestore.testing.ByteStoreConcurrencyContract;
import dev.bytestore.testing.ByteStoreContract;
import dev.bytestore.testing.ByteStoreExpiryContract;
import dev.bytestore.testing.ByteStoreListenerContract;
import dev.bytestore.testing.ByteStoreListingContract;
import dev.bytestore.testing.ByteStoreWalkContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InMemoryByteStoreTest {

  @Nested
  class Contract extends ByteStoreContract {
    @Override
    protected ByteStore newStore() {
      return new InMemoryByteStore();
    }
  }

  @Nested
  class Concurrency extends ByteStoreConcurrencyContract {
    @Override
    protected ByteStore newStore() {
      return new InMemoryByteStore();
    }
  }

  @Nested
  class Listing extends ByteStoreListingContract {
    @Override
    protected ByteStore newStore() {
      return new InMemoryByteStore();
    }
  }

  @Nested
  class Walk extends ByteStoreWalkContract {
    @Override
    protected ByteStore newStore() {
      return new InMemoryByteStore();
    }
  }

  @Nested
  class Arguments extends ByteStoreArgumentsContract {
    @Override
    protected ByteStore newStore() {
      return new InMemoryByteStore();
    }
  }

  @Nested
  class Expiry extends ByteStoreExpiryContract {
    @Override
    protected ByteStore newStore() {
      return new InMemoryByteStore();
    }
  }

  @Nested
  class Listener extends ByteStoreListenerContract {
    @Override
    protected ByteStore newStore(ByteStoreListener listener) {
      return new InMemoryByteStore(listener);
    }
  }

  @Test
  void anEntryLivesToTheLastNanosecond() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // the clock may overflow
    BlockingByteStore store = new InMemoryByteStore(now::get).blocking();
    store.mset(Map.of("k", new byte[1]), Duration.ofSeconds(2));

    now.addAndGet(1_999_999_999);
    assertThat(store.mget(List.of("k"))).doesNotContainNull();
    assertThat(store.yieldKeys()).containsExactly("k");

    now.incrementAndGet();
    assertThat(store.yieldKeys()).isEmpty();
    assertThat(store.mget(List.of("k"))).containsOnlyNulls();
  }

  @Test
  void writingWithoutATimeToLiveTakesTheOldOneAway() {
    AtomicLong now = new AtomicLong();
    BlockingByteStore store = new InMemoryByteStore(now::get).blocking();
    store.mset(Map.of("k", new byte[1]), Duration.ofSeconds(1));
    store.mset(Map.of("k", new byte[2]));

    now.set(Duration.ofDays(365).toNanos());

    assertThat(store.mget(List.of("k"))).doesNotContainNull();
  }
}

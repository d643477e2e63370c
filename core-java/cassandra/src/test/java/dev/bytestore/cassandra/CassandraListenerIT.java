package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener;
import dev.bytestore.internal.CompletionExecutor;
import dev.bytestore.testing.ByteStoreListenerFailureContract;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CassandraListenerIT extends ByteStoreListenerFailureContract {

  private static final String KEYSPACE = TestCassandra.newKeyspace();

  private final SessionProbe probe = new SessionProbe(TestCassandra.session());

  @Override
  protected ByteStore newStore(
      ByteStoreListener listener, Executor executor, int maxRequestsInFlight) {
    ByteStore store =
        CassandraByteStore.builder(probe.session())
            .keyspace(KEYSPACE)
            .table("observed")
            .maxRequestsInFlight(maxRequestsInFlight)
            .executor(executor)
            .listener(listener)
            .build();
    TestCassandra.session().execute("TRUNCATE %s.observed".formatted(KEYSPACE));
    return store;
  }

  @Override
  protected void failRequest(int number) {
    AtomicInteger requests = new AtomicInteger();
    probe.before(
        statement ->
            requests.incrementAndGet() == number
                ? CompletableFuture.failedFuture(new IllegalStateException("a test's failure"))
                : CompletableFuture.completedFuture(null));
  }

  @Override
  protected void refuseRequests(int count) {
    AtomicInteger requests = new AtomicInteger();
    probe.before(
        statement ->
            requests.incrementAndGet() <= count
                ? CompletableFuture.failedFuture(
                    new ReadTimeoutException(null, ConsistencyLevel.LOCAL_ONE, 0, 1, false))
                : CompletableFuture.completedFuture(null));
  }

  @Override
  protected void holdRequests(CountDownLatch end) {
    CompletableFuture<Void> released =
        CompletableFuture.runAsync(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> new Thread(task, "holds requests").start());
    probe.before(statement -> released);
  }

  @Test
  void aRangeOfAListingThatIsReadAgainInPartsIsARetry() {
    ByteStore store = newStore(listener, CompletionExecutor.shared(), 8);
    Map<String, byte[]> entries = new HashMap<>();
    IntStream.range(0, 100).forEach(i -> entries.put("k" + i, new byte[1]));
    store.blocking().mset(entries);
    refuseRequests(1);

    assertThat(store.blocking().yieldKeys()).hasSize(100);

    assertThat(listener.ended().stream().mapToInt(ByteStoreListener.Summary::retries).sum())
        .isEqualTo(1);
  }
}

package dev.bytestore.cassandra;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import dev.bytestore.internal.CompletionExecutor;
import dev.bytestore.internal.Futures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A call needs no thread of the pool, so continuations that wait for calls may block all of it. */
class HeldPoolTest {

  private static final ConsistencyLevel LEVEL = DefaultConsistencyLevel.LOCAL_ONE;

  private final RequestSender sender = new RequestSender("ks.t", 256, () -> Duration.ofSeconds(60));

  @Test
  void aRequestIsSentAgainWhileContinuationsHoldAllThreadsOfThePool() throws Exception {
    List<CompletableFuture<String>> continuations = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      continuations.add(
          CompletableFuture.supplyAsync(() -> answered().join(), CompletionExecutor.shared()));
    }

    for (CompletableFuture<String> continuation : continuations) {
      assertThat(continuation.get(120, SECONDS)).isEqualTo("answer");
    }
  }

  /** A call with one request, which must be retried once. */
  private CompletableFuture<String> answered() {
    AtomicInteger attempts = new AtomicInteger();
    return Futures.call(
        CompletionExecutor.shared(),
        cancellation ->
            sender.<String>runOne(
                cancellation,
                timeout ->
                    attempts.incrementAndGet() == 1
                        ? CompletableFuture.failedFuture(
                            new WriteTimeoutException(null, LEVEL, 0, 1, DefaultWriteType.SIMPLE))
                        : CompletableFuture.completedFuture("answer")));
  }
}

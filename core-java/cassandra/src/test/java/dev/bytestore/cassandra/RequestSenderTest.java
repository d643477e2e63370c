package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ReadFailureException;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When requests are retried, and how many requests a busy server gets. */
class RequestSenderTest {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LITTLE_TIME = Duration.ofMillis(300);

  private final Cancellation never = new Cancellation();
  private final Queue<CompletableFuture<String>> pending = new ConcurrentLinkedQueue<>();
  private final List<Integer> sent = new CopyOnWriteArrayList<>();
  private final List<Duration> timeouts = new CopyOnWriteArrayList<>();
  private final List<Integer> done = new CopyOnWriteArrayList<>();

  private CompletableFuture<String> send(int request, Duration timeout) {
    sent.add(request);
    if (timeout != null) {
      timeouts.add(timeout);
    }
    CompletableFuture<String> answer = new CompletableFuture<>();
    pending.add(answer);
    return answer;
  }

  private static WriteTimeoutException writeTimeout() {
    return new WriteTimeoutException(
        null, ConsistencyLevel.LOCAL_ONE, 0, 1, DefaultWriteType.UNLOGGED_BATCH);
  }

  private static RequestSender sender(int limit, Duration requestTimeout) {
    return new RequestSender("ks.t", limit, () -> requestTimeout);
  }

  private CompletableFuture<Void> run(RequestSender sender, int count) {
    return run(sender, count, never);
  }

  private CompletableFuture<Void> run(RequestSender sender, int count, Cancellation cancellation) {
    return sender
        .run(count, cancellation, this::send, (request, answer) -> done.add(request))
        .toCompletableFuture();
  }

  @Test
  void aRequestThatTimedOutIsSentAgainBeforeThoseThatWereNotSent() {
    CompletableFuture<Void> call = run(sender(3, REQUEST_TIMEOUT), 5);
    pending.remove().complete("r0");
    pending.remove().completeExceptionally(writeTimeout());
    assertThat(sent).containsExactly(0, 1, 2, 3);

    pending.remove().complete("r2");
    pending.remove().complete("r3");
    await().until(() -> pending.size() == 2);

    assertThat(sent).containsExactly(0, 1, 2, 3, 1, 4);
    pending.forEach(answer -> answer.complete("answer"));
    call.join();
    assertThat(done).containsExactly(0, 2, 3, 1, 4);
    assertThat(timeouts).hasSize(1);
    assertThat(timeouts.get(0)).isPositive().isLessThan(REQUEST_TIMEOUT);
  }

  @Test
  void requestsThatTimedOutTogetherAreNotSentAgainTogether() {
    CompletableFuture<Void> call = run(sender(256, REQUEST_TIMEOUT), 1_000);
    assertThat(sent).hasSize(16);

    IntStream.range(0, 16).forEach(i -> pending.remove().completeExceptionally(writeTimeout()));
    await().until(() -> pending.size() == 4);

    assertThat(sent).hasSize(20);
    while (!call.isDone()) {
      await().until(() -> call.isDone() || !pending.isEmpty());
      pending.forEach(answer -> answer.complete("answer"));
      pending.removeIf(CompletableFuture::isDone);
    }
    assertThat(done).hasSize(1_000).doesNotHaveDuplicates();
  }

  static List<DriverException> failuresOfBusyServers() {
    return List.of(
        writeTimeout(),
        new ReadTimeoutException(null, ConsistencyLevel.LOCAL_ONE, 0, 1, false),
        readFailure(0),
        readFailure(2),
        readFailure(), // version 4 of the protocol has no reasons
        new OverloadedException(null),
        new BusyConnectionException(1_024),
        allNodesFailed(new OverloadedException(null), new BusyConnectionException(1)));
  }

  private static ReadFailureException readFailure(Integer... reasons) {
    return new ReadFailureException(
        null,
        ConsistencyLevel.LOCAL_ONE,
        0,
        1,
        1,
        false,
        Arrays.stream(reasons)
            .collect(Collectors.toMap(reason -> InetAddress.getLoopbackAddress(), r -> r)));
  }

  private static AllNodesFailedException allNodesFailed(Throwable... failures) {
    return AllNodesFailedException.fromErrors(
        Arrays.stream(failures).map(failure -> Map.entry(node(), failure)).toList());
  }

  private static Node node() {
    return (Node)
        Proxy.newProxyInstance(
            Node.class.getClassLoader(),
            new Class<?>[] {Node.class},
            (node, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(node);
                  case "equals" -> node == arguments[0];
                  default -> null;
                });
  }

  @ParameterizedTest
  @MethodSource("failuresOfBusyServers")
  void aServerThatIsAlwaysTooBusyFailsTheCallWithItsOwnFailure(DriverException failure) {
    Throwable[] suppressed = failure.getSuppressed();
    CompletableFuture<Void> call =
        sender(16, LITTLE_TIME)
            .run(
                50,
                never,
                (request, timeout) -> {
                  if (timeout != null) {
                    timeouts.add(timeout);
                  }
                  return CompletableFuture.<String>failedFuture(failure);
                },
                (request, answer) -> done.add(request))
            .toCompletableFuture();

    assertThatThrownBy(call::join).hasCause(failure);
    assertThat(timeouts)
        .hasSizeBetween(1, 100)
        .allMatch(timeout -> timeout.compareTo(LITTLE_TIME) < 0 && !timeout.isNegative());
    assertThat(failure.getSuppressed()).isEqualTo(suppressed);
    assertThat(done).isEmpty();
  }

  @Test
  void aLateAttemptThatTimesOutFailsWithTheServersEarlierFailure() {
    RequestSender sender = sender(16, REQUEST_TIMEOUT);
    CompletableFuture<Void> call = run(sender, 1);
    WriteTimeoutException before = writeTimeout();
    pending.remove().completeExceptionally(before);
    await().until(() -> !pending.isEmpty());
    pending.remove().completeExceptionally(new DriverTimeoutException("after the rest"));

    assertThatThrownBy(call::join).hasCause(before);
    assertThat(sent).containsExactly(0, 0);
  }

  static List<RuntimeException> failuresForOtherReasons() {
    return List.of(
        new DriverTimeoutException("all of the request timeout is over"),
        readFailure(1),
        new UnavailableException(null, ConsistencyLevel.LOCAL_ONE, 1, 0),
        allNodesFailed(),
        allNodesFailed(new OverloadedException(null), new ClosedConnectionException("x")),
        new IllegalStateException("another"));
  }

  @ParameterizedTest
  @MethodSource("failuresForOtherReasons")
  void aRequestThatFailedForAnotherReasonIsNotSentAgain(RuntimeException failure) {
    CompletableFuture<Void> call = run(sender(2, REQUEST_TIMEOUT), 5);
    pending.remove().completeExceptionally(writeTimeout());
    pending.remove().completeExceptionally(failure);

    assertThatThrownBy(call::join).hasCause(failure);
    assertThat(sent).containsExactly(0, 1);
  }

  @Test
  void aCancelledCallIsNotSentAgain() {
    RequestSender sender = sender(1, REQUEST_TIMEOUT);
    CompletableFuture<Void> own =
        Futures.call(
            Runnable::run,
            cancellation ->
                sender.run(3, cancellation, this::send, (request, answer) -> done.add(request)));
    pending.remove().completeExceptionally(writeTimeout());
    own.cancel(true);

    // The next call gets the only place. The first call's pause is over when the second's is.
    CompletableFuture<Void> next = run(sender, 1);
    pending.remove().completeExceptionally(writeTimeout());
    await().until(() -> !pending.isEmpty());
    pending.remove().completeExceptionally(writeTimeout());
    await().until(() -> !pending.isEmpty());
    pending.remove().complete("answer");
    next.join();
    assertThat(sent).containsExactly(0, 0, 0, 0);
  }

  @Test
  void otherCallsGoOnWhileOneWaitsToSendAgain() {
    RequestSender sender = sender(1, REQUEST_TIMEOUT);
    CompletableFuture<Void> first = run(sender, 1);
    pending.remove().completeExceptionally(writeTimeout());

    CompletableFuture<Void> second = run(sender, 1);
    pending.remove().complete("second");

    assertThat(second).isCompleted();
    await().until(() -> !pending.isEmpty());
    pending.remove().complete("first");
    first.join();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aFailureWhileAResultIsTakenFailsTheCallAndFreesItsPlace(int requests) {
    RequestSender sender = sender(1, REQUEST_TIMEOUT);
    CompletableFuture<Void> call =
        sender
            .run(
                requests,
                never,
                this::send,
                (request, answer) -> {
                  throw new IllegalStateException("cannot be taken");
                })
            .toCompletableFuture();
    pending.remove().complete("answer");

    assertThatThrownBy(call::join).hasRootCauseMessage("cannot be taken");
    run(sender, 1);
    assertThat(sent).containsExactly(0, 0);
  }

  @Test
  void underRacesAndTimeoutsEveryRequestIsDoneOnceWithinTheLimit() {
    RequestSender sender = sender(9, Duration.ofMinutes(5));
    AtomicInteger inFlight = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService server = Executors.newFixedThreadPool(8);
    try {
      List<AtomicIntegerArray> counts = new ArrayList<>();
      List<CompletableFuture<?>> calls = new ArrayList<>();
      for (int call = 0; call < 1_000; call++) {
        // A call of one request does not use the queue if it can be sent at once.
        int requests = call % 25 == 0 ? 1 + ThreadLocalRandom.current().nextInt(300) : 1;
        AtomicIntegerArray count = new AtomicIntegerArray(requests);
        counts.add(count);
        calls.add(
            CompletableFuture.supplyAsync(
                    () ->
                        sender.run(
                            requests,
                            never,
                            (request, timeout) -> {
                              most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                              return CompletableFuture.supplyAsync(
                                  () -> {
                                    inFlight.decrementAndGet();
                                    if (ThreadLocalRandom.current().nextInt(100) == 0) {
                                      throw writeTimeout();
                                    }
                                    return request;
                                  },
                                  server);
                            },
                            (request, answer) -> {
                              assertThat(answer).isEqualTo(request);
                              count.incrementAndGet(request);
                            }),
                    server)
                .thenCompose(run -> run));
      }
      calls.forEach(CompletableFuture::join);

      assertThat(counts)
          .allSatisfy(
              count ->
                  assertThat(IntStream.range(0, count.length()).map(count::get))
                      .allMatch(times -> times == 1));
      assertThat(most.get()).isBetween(1, 9);
    } finally {
      server.shutdown();
    }
  }
}

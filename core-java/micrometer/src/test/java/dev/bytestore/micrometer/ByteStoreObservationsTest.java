package dev.bytestore.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener.Operation;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.astra.DataApiException;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ByteStoreObservationsTest {

  private final TestObservationRegistry registry = TestObservationRegistry.create();
  private final ByteStoreObservations observations = new ByteStoreObservations(registry, "pages");
  private DataApiServer server;

  @BeforeEach
  void start() {
    server = Stores.server();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private TestObservationRegistryAssert assertThatRegistry() {
    return TestObservationRegistryAssert.assertThat(registry);
  }

  @Test
  void aCallIsOneObservationWithItsNumbers() {
    ByteStore store = Stores.store(server, observations);

    store.blocking().mset(Map.of("k1", new byte[10], "k2", new byte[5]));

    assertThatRegistry()
        .hasNumberOfObservationsEqualTo(1)
        .hasObservationWithNameEqualTo("bytestore.call")
        .that()
        .hasContextualNameEqualTo("mset pages")
        .hasLowCardinalityKeyValue("store", "pages")
        .hasLowCardinalityKeyValue("operation", "mset")
        .hasLowCardinalityKeyValue("outcome", "success")
        .hasLowCardinalityKeyValue("exception", "none")
        .hasHighCardinalityKeyValue("keys", "2")
        .hasHighCardinalityKeyValue("bytes", "15")
        .hasHighCardinalityKeyValue("retries", "0")
        .doesNotHaveError()
        .hasBeenStarted()
        .hasBeenStopped();
  }

  @Test
  void aFailureIsAnErrorWithoutItsMessage() {
    ByteStore store = Stores.store(server, observations);
    server.fail(Fault.status(403, "text/plain", "no"));

    assertThatThrownBy(() -> store.blocking().mget(List.of("k")))
        .isInstanceOf(DataApiException.class)
        .hasMessageContaining("kv");

    var that = assertThatRegistry().hasObservationWithNameEqualTo("bytestore.call").that();
    that.hasLowCardinalityKeyValue("outcome", "failure")
        .hasLowCardinalityKeyValue("exception", "DataApiException")
        .hasBeenStopped();
    that.thenError()
        .hasMessage(
            DataApiException.class.getName()
                + "; its message is left out because it may contain data")
        .hasNoCause()
        .hasNoSuppressedExceptions();
  }

  @Test
  void aCancelledCallIsStoppedWithoutAnError() {
    ByteStore store = Stores.store(server, observations);
    server.fail(Fault.stall());

    CompletableFuture<?> call = store.mgetAsync(List.of("k"));
    await().until(() -> server.openRequests() == 1);
    assertThatRegistry().hasObservationWithNameEqualTo("bytestore.call").that().isNotStopped();
    call.cancel(true);

    assertThatRegistry()
        .hasObservationWithNameEqualTo("bytestore.call")
        .that()
        .hasLowCardinalityKeyValue("outcome", "cancelled")
        .doesNotHaveError()
        .hasBeenStopped();
  }

  @Test
  void aCallIsOneSpanBelowThatOfItsCallerThoughItEndsOnAnotherThread() {
    SimpleTracer tracer = new SimpleTracer();
    ObservationRegistry tracing = ObservationRegistry.create();
    tracing.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
    List<Thread> enders = new ArrayList<>();
    ByteStore store =
        Stores.store(
            server,
            new ByteStoreObservations(tracing, "pages")
                .andThen(operation -> summary -> enders.add(Thread.currentThread())));
    Observation caller = Observation.start("caller", tracing);

    CompletableFuture<?> call;
    try (Observation.Scope scope = caller.openScope()) {
      call = store.mgetAsync(List.of("k")).thenApply(values -> values);
    }
    assertThat(call).succeedsWithin(Duration.ofSeconds(30));
    caller.stop();

    assertThat(enders).hasSize(1).doesNotContain(Thread.currentThread());
    assertThat(tracer.getSpans())
        .extracting(SimpleSpan::getName)
        .containsExactly("caller", "mget pages");
    SimpleSpan parent = tracer.getSpans().getFirst();
    SimpleSpan span = tracer.getSpans().getLast();
    assertThat(span.getTraceId()).isEqualTo(parent.getTraceId());
    assertThat(span.getParentId()).isEqualTo(parent.getSpanId());
    assertThat(span.getEndTimestamp()).isAfterOrEqualTo(span.getStartTimestamp());
    assertThat(span.getTags())
        .containsEntry("operation", "mget")
        .containsEntry("outcome", "success")
        .containsEntry("keys", "1")
        .containsEntry("bytes", "0");
    assertThat(span.getError()).isNull();
  }

  @Test
  void theSpanOfAFailedCallHasNoMessage() {
    SimpleTracer tracer = new SimpleTracer();
    ObservationRegistry tracing = ObservationRegistry.create();
    tracing.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
    ByteStore store = Stores.store(server, new ByteStoreObservations(tracing, "pages"));
    server.fail(Fault.status(403, "text/plain", "no"));

    assertThatThrownBy(() -> store.blocking().mget(List.of("k")))
        .isInstanceOf(DataApiException.class);

    assertThat(tracer.onlySpan().getError())
        .hasMessageContaining("DataApiException")
        .hasMessageNotContaining("kv");
  }

  @Test
  void aMeterHandlerMakesATimerOfTheCalls() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ObservationRegistry metered = ObservationRegistry.create();
    metered.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
    ByteStore store =
        new InMemoryByteStore(
            new ByteStoreObservations(metered, "pages").andThen(new ByteStoreMetrics(meters, "p")));

    store.blocking().mget(List.of("k"));

    assertThat(
            meters
                .get("bytestore.call")
                .tags("store", "pages", "operation", "mget", "outcome", "success")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(meters.get("bytestore.operations").timer().count()).isEqualTo(1);
  }

  @Test
  void withoutAHandlerNothingIsObserved() {
    assertThat(new ByteStoreObservations(ObservationRegistry.create(), "s").onStart(Operation.MGET))
        .isNull();
    assertThat(new ByteStoreObservations(ObservationRegistry.NOOP, "s").onStart(Operation.MGET))
        .isNull();
  }

  @Test
  void aHandlerThatThrowsDoesNotHarmTheCall() {
    ObservationRegistry broken = ObservationRegistry.create();
    broken
        .observationConfig()
        .observationHandler(
            new FirstMatchingCompositeObservationHandler(
                new ObservationHandler<Observation.Context>() {
                  @Override
                  public void onStop(Observation.Context context) {
                    throw new IllegalStateException("a test's handler");
                  }

                  @Override
                  public boolean supportsContext(Observation.Context context) {
                    return true;
                  }
                }));
    ByteStore store = Stores.store(server, new ByteStoreObservations(broken, "pages"));

    assertThat(store.blocking().mget(List.of("k"))).hasSize(1);
  }
}

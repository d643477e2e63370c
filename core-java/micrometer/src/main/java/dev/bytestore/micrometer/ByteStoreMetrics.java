package dev.bytestore.micrometer;

import static java.util.Objects.requireNonNull;

import dev.bytestore.ByteStoreListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/**
 * Records the calls of a byte store in a {@link MeterRegistry}:
 *
 * <pre>{@code
 * ByteStore store =
 *     CassandraByteStore.builder(session)
 *         .table("pages")
 *         .listener(new ByteStoreMetrics(registry, "pages"))
 *         .build();
 * }</pre>
 *
 * <table>
 *   <caption>The meters</caption>
 *   <tr><th>name<th>kind<th>tags<th>counts
 *   <tr><td>{@code bytestore.operations}<td>timer<td>{@code store}, {@code operation}, {@code
 *       outcome}, {@code exception}<td>calls and their duration
 *   <tr><td>{@code bytestore.keys}<td>counter<td>{@code store}, {@code operation}<td>keys of calls
 *       that succeeded
 *   <tr><td>{@code bytestore.bytes}<td>counter, in bytes<td>{@code store}, {@code operation}<td>
 *       values of calls that succeeded
 *   <tr><td>{@code bytestore.retries}<td>counter<td>{@code store}, {@code operation}<td>requests
 *       that were sent again, whatever the outcome
 *   <tr><td>{@code bytestore.requests.in.flight}<td>gauge<td>{@code store}<td>requests in flight
 *   <tr><td>{@code bytestore.requests.waiting}<td>gauge<td>{@code store}<td>requests that wait for
 *       their turn
 *   <tr><td>{@code bytestore.requests.limit}<td>gauge<td>{@code store}<td>how many requests may be in
 *       flight
 * </table>
 *
 * <p>{@code operation} is {@code mget}, {@code mset}, {@code mdelete}, {@code yield_keys} or {@code
 * ensure_setup}; {@code outcome} is {@code success}, {@code failure} or {@code cancelled}; {@code
 * exception} is the simple name of the exception's class, or {@code none}. {@link
 * ByteStoreListener} and {@link ByteStoreListener.Summary} define what is counted.
 *
 * <p>A store in memory has no gauges. If several stores have the same instance as a listener, their
 * numbers are added. For one registry and one name, create only one instance, because a registry
 * keeps the first gauges that it gets. To replace a store, use the instance again.
 */
public final class ByteStoreMetrics implements ByteStoreListener {

  private final MeterRegistry registry;
  private final Tags store;
  private final MeterProvider<Timer> operations;
  private final MeterProvider<Counter> keys;
  private final MeterProvider<Counter> bytes;
  private final MeterProvider<Counter> retries;

  /** Weak, so that a store which nobody uses can be collected. */
  private final List<WeakReference<Load>> loads = new CopyOnWriteArrayList<>();

  /**
   * Creates a listener whose meters are registered on their first use.
   *
   * @param storeName the value of the tag {@code store}
   */
  public ByteStoreMetrics(MeterRegistry registry, String storeName) {
    this.registry = requireNonNull(registry, "registry");
    store = Tags.of(ByteStoreTags.STORE, requireNonNull(storeName, "storeName"));
    operations =
        Timer.builder("bytestore.operations")
            .description("The calls of a byte store")
            .tags(store)
            .withRegistry(registry);
    keys =
        Counter.builder("bytestore.keys")
            .description("The keys of calls that succeeded")
            .tags(store)
            .withRegistry(registry);
    bytes =
        Counter.builder("bytestore.bytes")
            .description("The length of the values of calls that succeeded")
            .baseUnit("bytes")
            .tags(store)
            .withRegistry(registry);
    retries =
        Counter.builder("bytestore.retries")
            .description("The requests that were sent again after a temporary failure")
            .tags(store)
            .withRegistry(registry);
  }

  @Override
  public Call onStart(Operation operation) {
    requireNonNull(operation, "operation");
    return this::record;
  }

  private void record(Summary summary) {
    Tag operation = Tag.of(ByteStoreTags.OPERATION, ByteStoreTags.of(summary.operation()));
    operations
        .withTags(
            List.of(
                operation,
                Tag.of(ByteStoreTags.OUTCOME, ByteStoreTags.outcome(summary)),
                Tag.of(ByteStoreTags.EXCEPTION, ByteStoreTags.exception(summary))))
        .record(summary.duration());
    if (summary.outcome() == Outcome.SUCCESS) {
      increment(keys, operation, summary.keys());
      increment(bytes, operation, (double) summary.bytes());
    }
    increment(retries, operation, summary.retries());
  }

  private static void increment(MeterProvider<Counter> counter, Tag operation, double by) {
    if (by > 0) {
      counter.withTags(List.of(operation)).increment(by);
    }
  }

  @Override
  public void onBuild(Load load) {
    loads.removeIf(former -> former.get() == null);
    loads.add(new WeakReference<>(requireNonNull(load, "load")));
    gauge("in.flight", "The requests that were sent and not answered", Load::requestsInFlight);
    gauge("waiting", "The requests that wait for their turn", Load::requestsWaiting);
    gauge("limit", "How many requests may be in flight at the moment", Load::requestLimit);
  }

  private void gauge(String name, String description, ToLongFunction<Load> value) {
    Gauge.builder("bytestore.requests." + name, this, metrics -> metrics.sum(value))
        .description(description)
        .tags(store)
        .register(registry);
  }

  private double sum(ToLongFunction<Load> value) {
    long sum = 0;
    for (WeakReference<Load> reference : loads) {
      Load load = reference.get();
      sum += load == null ? 0 : value.applyAsLong(load);
    }
    return sum;
  }
}

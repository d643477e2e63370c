/**
 * Metrics and traces of byte stores and LLM caches, with Micrometer 1.15 or newer.
 *
 * <ul>
 *   <li>{@link dev.bytestore.micrometer.ByteStoreMetrics} records the calls of a byte store as
 *       timers and counters, and its requests as gauges.
 *   <li>{@link dev.bytestore.micrometer.ByteStoreObservations} makes an observation of each call,
 *       and so a span in a trace.
 *   <li>{@link dev.bytestore.micrometer.LlmCacheMetrics} counts the hits and misses of an LLM
 *       cache.
 * </ul>
 *
 * <p>No meter and no span contains a key, a value, a prompt or an answer.
 */
@NullMarked
package dev.bytestore.micrometer;

import org.jspecify.annotations.NullMarked;

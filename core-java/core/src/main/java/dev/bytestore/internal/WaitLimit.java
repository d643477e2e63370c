package dev.bytestore.internal;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How long a call waits for a turn while no request of its store succeeds.
 *
 * @param nanos returns the longest wait; {@link Long#MAX_VALUE} for no limit
 * @param failure makes the exception of a call that has waited for so long
 */
public record WaitLimit(LongSupplier nanos, Supplier<? extends Throwable> failure) {

  static final WaitLimit NONE = new WaitLimit(() -> Long.MAX_VALUE, IllegalStateException::new);
}

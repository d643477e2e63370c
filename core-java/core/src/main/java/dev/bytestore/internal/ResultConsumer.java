package dev.bytestore.internal;

/** Takes the result of one request of a call. Several threads may call it at the same time. */
@FunctionalInterface
public interface ResultConsumer<R> {
  void accept(int request, R result);
}

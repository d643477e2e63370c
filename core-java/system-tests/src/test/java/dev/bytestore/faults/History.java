package dev.bytestore.faults;

import dev.bytestore.faults.Call.Outcome;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The calls of all clients. Any number of threads may add to it. */
final class History {

  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final AtomicInteger succeeded = new AtomicInteger();
  private final AtomicLong lastValue = new AtomicLong(Values.ABSENT);

  void add(Call call) {
    calls.add(call);
    if (call.header().outcome() == Outcome.OK) {
      succeeded.incrementAndGet();
    }
  }

  /** Returns a value that no client has written yet. */
  long newValue() {
    return lastValue.incrementAndGet();
  }

  /** Returns the number of calls that have succeeded so far. */
  int succeeded() {
    return succeeded.get();
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Forgets all calls. */
  void clear() {
    calls.clear();
  }
}

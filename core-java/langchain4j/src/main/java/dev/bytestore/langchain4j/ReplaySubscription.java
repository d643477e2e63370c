package dev.bytestore.langchain4j;

import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Hands out what is there on the thread that asks, one event after the other. */
final class ReplaySubscription implements Subscription {

  private final Outlet outlet;
  private final Iterator<ChatModelStreamingEvent> events;

  // Guarded by this object's lock.
  private long wanted;
  private @Nullable RuntimeException refusal;
  private boolean isSending;

  /**
   * @param events at least one
   */
  ReplaySubscription(List<ChatModelStreamingEvent> events, Outlet outlet) {
    this.events = events.iterator();
    this.outlet = outlet;
  }

  /** The error for a demand that is not positive. */
  static IllegalArgumentException refusal(long demand) {
    return new IllegalArgumentException(
        "request: %d is not positive, against rule 3.9 of Reactive Streams".formatted(demand));
  }

  /** Two demands together, where what exceeds a long is without end. */
  static long sum(long demand, long more) {
    return demand + more < 0 ? Long.MAX_VALUE : demand + more;
  }

  @Override
  public void request(long n) {
    synchronized (this) {
      if (n <= 0) {
        refusal = refusal(n);
      } else {
        wanted = sum(wanted, n);
      }
      if (isSending) { // asked for out of onNext, or by another thread: who sends sees it
        return;
      }
      isSending = true;
    }
    send();
  }

  private void send() {
    while (true) {
      RuntimeException refused;
      synchronized (this) {
        refused = refusal;
        if (outlet.isOver() || (refused == null && wanted == 0)) {
          isSending = false;
          return;
        }
        wanted--;
      }
      if (refused != null) {
        outlet.fail(refused);
        continue;
      }
      outlet.next(events.next());
      if (!events.hasNext()) {
        outlet.complete();
      }
    }
  }

  /** Nothing: an outlet that was cancelled is over. */
  @Override
  public void cancel() {}
}

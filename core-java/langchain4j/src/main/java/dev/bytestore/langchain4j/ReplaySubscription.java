package dev.bytestore.langchain4j;

import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Sends a list of events, on the thread that requests them and one at a time. */
final class ReplaySubscription implements Subscription {

  private final Outlet outlet;
  private final Iterator<ChatModelStreamingEvent> events;

  // Guarded by this object's lock.
  private long wanted;
  private @Nullable RuntimeException refusal;
  private boolean isSending;

  /**
   * @param events at least one event
   */
  ReplaySubscription(List<ChatModelStreamingEvent> events, Outlet outlet) {
    this.events = events.iterator();
    this.outlet = outlet;
  }

  /** The failure for a demand that is not positive. */
  static IllegalArgumentException refusal(long demand) {
    return new IllegalArgumentException(
        "request: %d is not positive (rule 3.9 of Reactive Streams)".formatted(demand));
  }

  /** The sum of two demands. If a long cannot hold it, it counts as unlimited. */
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
      if (isSending) { // Called by onNext or another thread: the sending thread sees the demand.
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

  /** Does nothing, because the outlet has already been cancelled. */
  @Override
  public void cancel() {}
}

package dev.bytestore.langchain4j;

import dev.bytestore.internal.UserCode;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber sees: one end at most, and nothing after it or after its cancellation, when it
 * is forgotten too. What it throws never reaches those who send. Its callers take care that signals
 * come one after the other.
 */
final class Outlet {

  /** Null when the stream is over. */
  private final AtomicReference<@Nullable Subscriber<? super ChatModelStreamingEvent>> subscriber;

  Outlet(Subscriber<? super ChatModelStreamingEvent> subscriber) {
    this.subscriber = new AtomicReference<>(subscriber);
  }

  /** Whether there is nobody any more who would see a signal. */
  boolean isOver() {
    return subscriber.get() == null;
  }

  /** A subscriber that throws here has cancelled, by rule 2.13 of Reactive Streams. */
  void start(Subscription subscription) {
    Subscriber<? super ChatModelStreamingEvent> open = subscriber.get();
    if (open == null) {
      return;
    }
    try {
      open.onSubscribe(subscription);
    } catch (Throwable e) {
      cancel();
      UserCode.log("onSubscribe of a Subscriber", e);
    }
  }

  /** What the subscriber throws ends its stream, and is told to its {@code onError}. */
  void next(ChatModelStreamingEvent event) {
    Subscriber<? super ChatModelStreamingEvent> open = subscriber.get();
    if (open == null) {
      return;
    }
    try {
      open.onNext(event);
    } catch (Throwable e) {
      fail(e);
    }
  }

  void fail(Throwable failure) {
    Subscriber<? super ChatModelStreamingEvent> open = subscriber.getAndSet(null);
    if (open != null) {
      UserCode.run("onError of a Subscriber", () -> open.onError(failure));
    }
  }

  void complete() {
    Subscriber<? super ChatModelStreamingEvent> open = subscriber.getAndSet(null);
    if (open != null) {
      UserCode.run("onComplete of a Subscriber", open::onComplete);
    }
  }

  void cancel() {
    subscriber.set(null);
  }
}

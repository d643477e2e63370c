package dev.bytestore.langchain4j;

import dev.bytestore.internal.UserCode;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Passes signals to a subscriber: at most one last signal, and nothing after that or after a
 * cancellation. The subscriber is then released. Its exceptions never reach the sender of a signal.
 * Callers make sure that there is one signal at a time.
 */
final class Outlet {

  /** Null after the end of the stream. */
  private final AtomicReference<@Nullable Subscriber<? super ChatModelStreamingEvent>> subscriber;

  Outlet(Subscriber<? super ChatModelStreamingEvent> subscriber) {
    this.subscriber = new AtomicReference<>(subscriber);
  }

  /** Whether the stream has ended or was cancelled. */
  boolean isOver() {
    return subscriber.get() == null;
  }

  /** By rule 2.13 of Reactive Streams, a subscriber that throws here has cancelled. */
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

  /** If the subscriber throws, its stream ends with a call of its {@code onError}. */
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

package dev.bytestore.langchain4j;

import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteResponse;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a subscriber and where its events come from, which is not known when it
 * subscribes: what it asks for is remembered until then. Has the answer kept if it came to its end
 * unharmed.
 */
final class StoringSubscriber implements Subscriber<ChatModelStreamingEvent>, Subscription {

  private final Subscriber<? super ChatModelStreamingEvent> subscriber;
  private final Function<ChatResponse, CompletableFuture<Void>> store;
  private volatile @Nullable ChatResponse response;
  private volatile boolean isCancelled;

  // Guarded by this object's lock.
  private @Nullable Subscription source;
  private long requested;

  StoringSubscriber(
      Subscriber<? super ChatModelStreamingEvent> subscriber,
      Function<ChatResponse, CompletableFuture<Void>> store) {
    this.subscriber = subscriber;
    this.store = store;
  }

  /** Lets the subscriber ask for events. */
  void start() {
    subscriber.onSubscribe(this);
  }

  /** From now on events come from what {@code model} gives, unless it was cancelled. */
  void subscribeTo(Supplier<Publisher<ChatModelStreamingEvent>> model) {
    if (isCancelled) {
      return;
    }
    try {
      model.get().subscribe(this);
    } catch (RuntimeException e) {
      subscriber.onError(e);
    }
  }

  /** From now on events are these, as many as are asked for. */
  void replay(List<ChatModelStreamingEvent> events) {
    connect(new ReplaySubscription(events.iterator()));
  }

  private void connect(Subscription subscription) {
    long wanted;
    synchronized (this) {
      source = subscription;
      wanted = requested;
    }
    if (isCancelled) {
      subscription.cancel();
    } else if (wanted != 0) {
      subscription.request(wanted);
    }
  }

  @Override
  public void request(long n) {
    Subscription connected;
    synchronized (this) {
      connected = source;
      if (connected == null) {
        // Not positive: the source is the one to refuse it, and it stays so.
        requested =
            n <= 0 || requested < 0 ? -1 : requested + n < 0 ? Long.MAX_VALUE : requested + n;
        return;
      }
    }
    connected.request(n);
  }

  @Override
  public void cancel() {
    isCancelled = true;
    Subscription connected;
    synchronized (this) {
      connected = source;
    }
    if (connected != null) {
      connected.cancel();
    }
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    connect(subscription);
  }

  @Override
  public void onNext(ChatModelStreamingEvent event) {
    if (event instanceof CompleteResponse complete) {
      response = complete.chatResponse();
    }
    subscriber.onNext(event);
  }

  @Override
  public void onError(Throwable failure) {
    subscriber.onError(failure);
  }

  @Override
  public void onComplete() {
    ChatResponse whole = response;
    if (whole == null || isCancelled) {
      subscriber.onComplete();
      return;
    }
    var unused = store.apply(whole).whenComplete((kept, none) -> subscriber.onComplete());
  }

  /** Hands out what is there on the thread that asks, one event after the other. */
  private final class ReplaySubscription implements Subscription {

    private final Iterator<ChatModelStreamingEvent> events;
    private long wanted;
    private boolean isSending;
    private boolean isDone;

    ReplaySubscription(Iterator<ChatModelStreamingEvent> events) {
      this.events = events;
    }

    @Override
    public void request(long n) {
      synchronized (this) {
        if (isDone) {
          return;
        }
        if (n <= 0) {
          isDone = true;
        } else {
          wanted = wanted + n < 0 ? Long.MAX_VALUE : wanted + n;
          if (isSending) { // asked for out of onNext, or by another thread: who sends sees it
            return;
          }
          isSending = true;
        }
      }
      if (n <= 0) {
        subscriber.onError(
            new IllegalArgumentException("request: %d is not positive".formatted(n)));
        return;
      }
      send();
    }

    private void send() {
      while (true) {
        ChatModelStreamingEvent event;
        boolean isLast;
        synchronized (this) {
          if (isDone || isCancelled || wanted == 0) {
            isSending = false;
            return;
          }
          wanted--;
          event = events.next();
          isLast = !events.hasNext();
          isDone = isLast;
        }
        subscriber.onNext(event);
        if (isLast && !isCancelled) {
          subscriber.onComplete();
        }
      }
    }

    @Override
    public synchronized void cancel() {
      isDone = true;
    }
  }
}

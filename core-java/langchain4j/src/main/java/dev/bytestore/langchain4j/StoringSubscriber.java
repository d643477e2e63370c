package dev.bytestore.langchain4j;

import dev.bytestore.internal.Futures;
import dev.bytestore.internal.UserCode;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteResponse;
import java.util.List;
import java.util.Objects;
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
 * unharmed. Keeps the rules of Reactive Streams on both sides, as its TCK shows.
 */
final class StoringSubscriber implements Subscriber<ChatModelStreamingEvent>, Subscription {

  private final Outlet outlet;
  private final Function<ChatResponse, CompletableFuture<Void>> store;
  private volatile @Nullable ChatResponse response;

  // Guarded by this object's lock.
  private @Nullable Subscription source;
  private long requested;

  StoringSubscriber(
      Subscriber<? super ChatModelStreamingEvent> subscriber,
      Function<ChatResponse, CompletableFuture<Void>> store) {
    this.outlet = new Outlet(subscriber);
    this.store = store;
  }

  /** Lets the subscriber ask for events. */
  void start() {
    outlet.start(this);
  }

  /** From now on events come from what {@code model} gives, unless the stream is over. */
  void subscribeTo(Supplier<? extends @Nullable Publisher<ChatModelStreamingEvent>> model) {
    if (outlet.isOver()) {
      return;
    }
    try {
      Failures.requireNonNullFromModel(model.get(), "a publisher").subscribe(this);
    } catch (Throwable e) { // nobody else can tell the subscriber of it
      outlet.fail(e);
      cancelSource();
    }
  }

  /** From now on events are these, as many as are asked for. */
  void replay(List<ChatModelStreamingEvent> events) {
    connect(new ReplaySubscription(events, outlet));
  }

  /** The first source is the one, by rule 2.5 of Reactive Streams. */
  private void connect(Subscription subscription) {
    long wanted;
    boolean isWanted;
    synchronized (this) {
      isWanted = source == null && !outlet.isOver();
      wanted = requested;
      if (isWanted) {
        source = subscription;
      }
    }
    if (!isWanted) {
      subscription.cancel();
    } else if (wanted > 0) {
      subscription.request(wanted);
    }
  }

  @Override
  public void request(long n) {
    Subscription connected;
    synchronized (this) {
      connected = source;
      if (connected == null && n > 0) {
        requested = ReplaySubscription.sum(requested, n);
        return;
      }
    }
    if (connected == null) {
      outlet.fail(ReplaySubscription.refusal(n));
    } else {
      connected.request(n); // which refuses what is not positive, between its own signals
    }
  }

  @Override
  public void cancel() {
    outlet.cancel();
    cancelSource();
  }

  private void cancelSource() {
    Subscription connected;
    synchronized (this) {
      connected = source;
    }
    if (connected != null) {
      UserCode.run("cancel of a Subscription", connected::cancel);
    }
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    connect(Objects.requireNonNull(subscription, "subscription"));
  }

  @Override
  public void onNext(ChatModelStreamingEvent event) {
    Objects.requireNonNull(event, "event");
    if (event instanceof CompleteResponse complete) {
      response = complete.chatResponse();
    }
    outlet.next(event);
    if (outlet.isOver()) {
      cancelSource();
    }
  }

  @Override
  public void onError(Throwable failure) {
    outlet.fail(Objects.requireNonNull(failure, "failure"));
  }

  @Override
  public void onComplete() {
    ChatResponse whole = response;
    if (whole == null || outlet.isOver()) {
      outlet.complete();
      return;
    }
    Futures.whenDone(
        Futures.start(() -> store.apply(whole)),
        Failures.futureReportingTo(outlet::fail),
        (kept, none) -> outlet.complete());
  }
}

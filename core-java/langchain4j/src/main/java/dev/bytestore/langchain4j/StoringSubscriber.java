package dev.bytestore.langchain4j;

import dev.bytestore.internal.Futures;
import dev.bytestore.internal.UserCode;
import dev.bytestore.internal.model.ModelResults;
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
 * Connects a subscriber with the source of its events, which is known only after the lookup: either
 * the model or a replay. Demand is remembered until then. If the stream completes, the response is
 * stored. Both sides follow the rules of Reactive Streams, which a test checks with its TCK.
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

  /** Calls {@code onSubscribe}, after which the subscriber may request events. */
  void start() {
    outlet.start(this);
  }

  /** Takes events from the publisher that {@code model} returns, unless the stream is over. */
  void subscribeTo(Supplier<? extends @Nullable Publisher<ChatModelStreamingEvent>> model) {
    if (outlet.isOver()) {
      return;
    }
    try {
      ModelResults.requireNonNull(model.get(), "a publisher").subscribe(this);
    } catch (Throwable e) { // Otherwise the subscriber would wait without end.
      outlet.fail(e);
      cancelSource();
    }
  }

  /** Sends {@code events}, as many as are requested. */
  void replay(List<ChatModelStreamingEvent> events) {
    connect(new ReplaySubscription(events, outlet));
  }

  /** By rule 2.5 of Reactive Streams, only the first source counts; any other is cancelled. */
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
      connected.request(n); // The source refuses a demand that is not positive.
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

package dev.bytestore.langchain4j;

import dev.bytestore.internal.CompletionExecutor;
import dev.bytestore.internal.Futures;
import dev.bytestore.langchain4j.CachingChatModel.Wanted;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of a caching chat model that blocks no thread: it leads a flight, or waits for one. */
final class AsyncChat {

  private static final String RESPONSE = "a response";

  private final ChatCache cache;
  private final Flights<Wanted, ChatResponse> flights;
  private final Wanted wanted;
  private final ChatRequest request;
  private final Supplier<CompletableFuture<ChatResponse>> model;
  private final CompletableFuture<ChatResponse> own = new CompletableFuture<>();

  /**
   * @param model asks it for the answer to {@code request}
   */
  AsyncChat(
      ChatCache cache,
      Flights<Wanted, ChatResponse> flights,
      Wanted wanted,
      ChatRequest request,
      Supplier<CompletableFuture<ChatResponse>> model) {
    this.cache = cache;
    this.flights = flights;
    this.wanted = wanted;
    this.request = request;
    this.model = model;
  }

  CompletableFuture<ChatResponse> start() {
    join();
    return own;
  }

  private void join() {
    Flights.Seat<ChatResponse> seat = flights.join(wanted);
    var unused = own.whenComplete((response, failure) -> flights.leave(wanted, seat.flight()));
    if (seat.isLeader()) {
      try {
        lead(seat.flight());
      } catch (Throwable e) { // the others wait for an outcome, whatever it is
        seat.flight().result().completeExceptionally(e);
      }
    }
    CompletableFuture<ChatResponse> outcome = seat.flight().outcome();
    Futures.Outcome<ChatResponse> end =
        (response, failure) -> {
          if (failure instanceof Flights.Abandoned) {
            join();
          } else if (failure != null) {
            own.completeExceptionally(failure);
          } else {
            ChatResponse given = Failures.requireNonNullFromModel(response, RESPONSE);
            own.complete(seat.isLeader() ? given : CachedChatResponseMetadata.mark(given));
          }
        };
    if (seat.isLeader()) {
      Futures.whenDone(outcome, own, end);
    } else {
      // Those who waited do not go on, or take over, on the thread of the one who led.
      Futures.whenDone(outcome, CompletionExecutor.shared(), own, end);
    }
  }

  private void lead(Flights.Flight<ChatResponse> flight) {
    if (wanted.isRefresh()) {
      ask(flight);
      return;
    }
    CompletableFuture<@Nullable ChatResponse> lookup = cache.lookupAsync(wanted.key());
    flight.step(lookup);
    Futures.whenDone(
        lookup,
        flight.result(),
        (cached, failure) -> {
          if (failure != null) {
            flight.result().completeExceptionally(failure);
          } else if (cached != null) {
            flight.result().complete(cached);
          } else {
            ask(flight);
          }
        });
  }

  private void ask(Flights.Flight<ChatResponse> flight) {
    CompletableFuture<ChatResponse> asked = Futures.start(model).toCompletableFuture();
    flight.step(asked);
    // Not on the threads of the model: an answer of some length takes a while to be written.
    Futures.whenDone(
        asked,
        CompletionExecutor.shared(),
        flight.result(),
        (given, failure) -> {
          if (failure != null) {
            flight.result().completeExceptionally(failure);
            return;
          }
          ChatResponse response = Failures.requireNonNullFromModel(given, RESPONSE);
          Futures.whenDone(
              cache.storeAsync(wanted.key(), request, response),
              flight.result(),
              (kept, none) -> flight.result().complete(response));
        });
  }
}

package dev.bytestore.langchain4j;

import dev.bytestore.internal.CompletionExecutor;
import dev.bytestore.internal.Futures;
import dev.bytestore.langchain4j.CachingChatModel.Wanted;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of a caching chat model that blocks no thread: it leads a flight, or waits for one. */
final class AsyncChat {

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
      lead(seat.flight());
    }
    CompletableFuture<ChatResponse> outcome = seat.flight().outcome();
    BiConsumer<ChatResponse, Throwable> end =
        (response, wrapped) -> {
          Throwable failure = wrapped == null ? null : Futures.unwrap(wrapped);
          if (failure instanceof Flights.Abandoned) {
            join();
          } else if (failure != null) {
            own.completeExceptionally(failure);
          } else {
            own.complete(seat.isLeader() ? response : CachedChatResponseMetadata.mark(response));
          }
        };
    // Those who waited do not go on, or take over, on the thread of the one who led.
    CompletableFuture<ChatResponse> unusedToo =
        seat.isLeader()
            ? outcome.whenComplete(end)
            : outcome.whenCompleteAsync(end, CompletionExecutor.shared());
  }

  private void lead(Flights.Flight<ChatResponse> flight) {
    if (wanted.isRefresh()) {
      ask(flight);
      return;
    }
    CompletableFuture<@Nullable ChatResponse> lookup = cache.lookupAsync(wanted.key());
    flight.step(lookup);
    var unused =
        lookup.whenComplete(
            (cached, failure) -> {
              if (failure != null) {
                flights.fail(wanted, flight, failure);
              } else if (cached != null) {
                flights.succeed(wanted, flight, cached);
              } else {
                ask(flight);
              }
            });
  }

  private void ask(Flights.Flight<ChatResponse> flight) {
    CompletableFuture<ChatResponse> asked;
    try {
      asked = model.get();
    } catch (Throwable e) { // whoever waits has to hear of it, whatever it is
      flights.fail(wanted, flight, e);
      return;
    }
    flight.step(asked);
    // Not on the threads of the model: an answer of some length takes a while to be written.
    var unused =
        asked.whenCompleteAsync(
            (response, failure) -> {
              if (failure != null) {
                flights.fail(wanted, flight, Futures.unwrap(failure));
                return;
              }
              var unusedToo =
                  cache
                      .storeAsync(wanted.key(), request, response)
                      .whenComplete((kept, none) -> flights.succeed(wanted, flight, response));
            },
            CompletionExecutor.shared());
  }
}

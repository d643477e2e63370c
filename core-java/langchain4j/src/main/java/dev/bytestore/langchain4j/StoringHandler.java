package dev.bytestore.langchain4j;

import dev.bytestore.internal.Futures;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Passes on everything that a model sends, and stores the response of a complete stream. */
final class StoringHandler implements StreamingChatResponseHandler {

  private final StreamingChatResponseHandler handler;
  private final Function<ChatResponse, CompletableFuture<Void>> store;
  private volatile @Nullable StreamingHandle handle;
  private volatile boolean isHarmed;

  StoringHandler(
      StreamingChatResponseHandler handler, Function<ChatResponse, CompletableFuture<Void>> store) {
    this.handler = handler;
    this.store = store;
  }

  @Override
  public void onPartialResponse(String text) {
    handler.onPartialResponse(text);
  }

  @Override
  public void onPartialResponse(PartialResponse text, PartialResponseContext context) {
    handle = context.streamingHandle();
    handler.onPartialResponse(text, context);
  }

  @Override
  public void onPartialThinking(PartialThinking thinking) {
    handler.onPartialThinking(thinking);
  }

  @Override
  public void onPartialThinking(PartialThinking thinking, PartialThinkingContext context) {
    handle = context.streamingHandle();
    handler.onPartialThinking(thinking, context);
  }

  @Override
  public void onPartialToolCall(PartialToolCall call) {
    handler.onPartialToolCall(call);
  }

  @Override
  public void onPartialToolCall(PartialToolCall call, PartialToolCallContext context) {
    handle = context.streamingHandle();
    handler.onPartialToolCall(call, context);
  }

  @Override
  public void onCompleteToolCall(CompleteToolCall call) {
    handler.onCompleteToolCall(call);
  }

  @Override
  public void onUnmappedRawEvent(Object event) {
    handler.onUnmappedRawEvent(event);
  }

  @Override
  public void onCompleteResponse(@Nullable ChatResponse response) {
    StreamingHandle last = handle;
    if (response == null || isHarmed || (last != null && last.isCancelled())) {
      handler.onCompleteResponse(response);
      return;
    }
    // If the handler throws, its onError is called, as models do.
    Futures.whenDone(
        Futures.start(() -> store.apply(response)),
        Failures.futureReportingTo(failure -> Failures.tell(handler, failure)),
        (kept, none) -> handler.onCompleteResponse(response));
  }

  @Override
  public void onError(Throwable error) {
    isHarmed = true;
    handler.onError(error);
  }
}

package dev.bytestore.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.List;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;

/** A model that counts its calls, and sends one event of each kind. */
public final class FakeStreamingChatModel implements StreamingChatModel {

  static final ToolExecutionRequest CALL =
      ToolExecutionRequest.builder().id("call_1").name("tool").arguments("{\"a\": 1}").build();

  private int calls;
  private RuntimeException failure;
  private List<ChatModelListener> listeners = List.of();

  /** Fails in the middle of each stream. */
  FakeStreamingChatModel failing(RuntimeException failure) {
    this.failure = failure;
    return this;
  }

  FakeStreamingChatModel listeners(ChatModelListener... listeners) {
    this.listeners = List.of(listeners);
    return this;
  }

  public synchronized int calls() {
    return calls;
  }

  private synchronized ChatResponse next() {
    calls++;
    return ChatResponse.builder()
        .aiMessage(
            AiMessage.builder()
                .text("answer " + calls)
                .thinking("hm")
                .toolExecutionRequests(List.of(CALL))
                .build())
        .metadata(FakeChatModel.numbered(calls).metadata())
        .build();
  }

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    ChatResponse response = next();
    AtomicBoolean cancelled = new AtomicBoolean();
    StreamingHandle handle =
        new StreamingHandle() {
          @Override
          public void cancel() {
            cancelled.set(true);
          }

          @Override
          public boolean isCancelled() {
            return cancelled.get();
          }
        };
    handler.onPartialThinking(new PartialThinking("hm"), new PartialThinkingContext(handle));
    handler.onPartialResponse(new PartialResponse("answer "), new PartialResponseContext(handle));
    if (failure != null) {
      handler.onError(failure);
      return;
    }
    String number = response.aiMessage().text().substring("answer ".length());
    handler.onPartialResponse(number);
    handler.onPartialToolCall(partialCall(), new PartialToolCallContext(handle));
    handler.onCompleteToolCall(new CompleteToolCall(0, CALL));
    handler.onUnmappedRawEvent("raw");
    // Some models end a cancelled stream as if it was not cancelled.
    handler.onCompleteResponse(response);
  }

  @Override
  public Publisher<ChatModelStreamingEvent> doChat(ChatRequest request) {
    return subscriber -> {
      ChatResponse response = next();
      SubmissionPublisher<ChatModelStreamingEvent> publisher =
          new SubmissionPublisher<>(Runnable::run, 16);
      publisher.subscribe(subscriber);
      publisher.submit(new PartialThinking("hm"));
      publisher.submit(new PartialResponse(response.aiMessage().text()));
      if (failure != null) {
        publisher.closeExceptionally(failure);
        return;
      }
      publisher.submit(new CompleteToolCall(0, CALL));
      publisher.submit(new CompleteResponse(response));
      publisher.close();
    };
  }

  static PartialToolCall partialCall() {
    return PartialToolCall.builder().index(0).name("tool").partialArguments("{").build();
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return ChatRequestParameters.builder().modelName("fake-1").build();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return listeners;
  }
}

package dev.bytestore.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.ArrayList;
import java.util.List;

/** Replays a cached response as a stream. */
final class Replay {

  private final ChatResponse response;

  Replay(ChatResponse response) {
    this.response = response;
  }

  /** The events, in the order in which models send them. */
  List<ChatModelStreamingEvent> events() {
    AiMessage message = response.aiMessage();
    List<ChatModelStreamingEvent> events = new ArrayList<>();
    if (message.thinking() != null && !message.thinking().isEmpty()) {
      events.add(new PartialThinking(message.thinking()));
    }
    if (message.text() != null && !message.text().isEmpty()) {
      events.add(new PartialResponse(message.text()));
    }
    List<ToolExecutionRequest> calls = message.toolExecutionRequests();
    for (int i = 0; i < calls.size(); i++) {
      events.add(new CompleteToolCall(i, calls.get(i)));
    }
    events.add(new CompleteResponse(response));
    return events;
  }

  /**
   * Calls {@code handler} as models do: if it throws, its {@code onError} is called, and the stream
   * goes on. Here this includes each {@link Error}, which models throw on their own thread: on this
   * thread nobody would see it.
   */
  void to(StreamingChatResponseHandler handler) {
    Handle handle = new Handle();
    for (ChatModelStreamingEvent event : events()) {
      if (handle.isCancelled()) {
        return;
      }
      try {
        send(event, handle, handler);
      } catch (Throwable e) {
        Failures.tell(handler, e);
      }
    }
  }

  private static void send(
      ChatModelStreamingEvent event, Handle handle, StreamingChatResponseHandler handler) {
    if (event instanceof PartialThinking thinking) {
      handler.onPartialThinking(thinking, new PartialThinkingContext(handle));
    } else if (event instanceof PartialResponse text) {
      handler.onPartialResponse(text, new PartialResponseContext(handle));
    } else if (event instanceof CompleteToolCall call) {
      handler.onCompleteToolCall(call);
    } else if (event instanceof CompleteResponse complete) {
      handler.onCompleteResponse(complete.chatResponse());
    }
  }

  private static final class Handle implements StreamingHandle {

    private volatile boolean isCancelled;

    @Override
    public void cancel() {
      isCancelled = true;
    }

    @Override
    public boolean isCancelled() {
      return isCancelled;
    }
  }
}

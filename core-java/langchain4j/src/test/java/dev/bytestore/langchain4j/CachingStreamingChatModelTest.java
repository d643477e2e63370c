package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.InMemoryLlmCache;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AsyncNotSupportedException;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.request.ChatRequest;
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
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.api.Test;

class CachingStreamingChatModelTest {

  private static final ChatRequest REQUEST =
      ChatRequest.builder().messages(UserMessage.from("hi")).build();

  private final FakeStreamingChatModel fake = new FakeStreamingChatModel();
  private final InMemoryLlmCache cache = new InMemoryLlmCache();
  private final CachingStreamingChatModel model =
      CachingStreamingChatModel.builder(fake, cache).modelKey("fake").build();

  @Test
  void aMissPassesOnAllThatTheModelSends() {
    Recorder direct = ask(new FakeStreamingChatModel(), new Recorder());
    Recorder through = ask(model, new Recorder());

    assertThat(through.events).isEqualTo(direct.events);
    assertThat(through.events)
        .containsExactly(
            "thinking with a handle: hm",
            "text with a handle: answer ",
            "text: 1",
            "tool call with a handle: {",
            "complete tool call: {\"a\": 1}",
            "raw: raw",
            "complete: answer 1");
  }

  @Test
  void aHitComesAsAStream() {
    ask(model, new Recorder());
    Recorder kept = ask(model, new Recorder());

    assertThat(fake.calls()).isEqualTo(1);
    assertThat(kept.events)
        .containsExactly(
            "thinking with a handle: hm",
            "text with a handle: answer 1",
            "complete tool call: {\"a\": 1}",
            "complete: answer 1");
    assertThat(CachingChatModel.isCached(kept.response)).isTrue();
    assertThat(kept.response.tokenUsage()).isEqualTo(new TokenUsage(0, 0, 0));
  }

  @Test
  void aPublisherPassesOnAndReplaysLikewise() {
    Subscribed asked = subscribe(model, Long.MAX_VALUE);
    Subscribed kept = subscribe(model, Long.MAX_VALUE);

    assertThat(fake.calls()).isEqualTo(1);
    assertThat(kept.events.subList(0, 3)).isEqualTo(asked.events.subList(0, 3));
    assertThat(kept.events.subList(0, 3))
        .containsExactly(
            new PartialThinking("hm"),
            new PartialResponse("answer 1"),
            new CompleteToolCall(0, FakeStreamingChatModel.CALL));
    assertThat(kept.events).hasSize(4);
    assertThat(CachingChatModel.isCached(asked.response())).isFalse();
    assertThat(CachingChatModel.isCached(kept.response())).isTrue();
    assertThat(asked.end.join()).isNull();
    assertThat(kept.end.join()).isNull();
  }

  @Test
  void bothFormsAndTheBlockingModelShareTheirEntries() {
    ask(model, new Recorder());
    subscribe(model, Long.MAX_VALUE);

    assertThat(
            CachingChatModel.builder(new FakeChatModel(), cache)
                .modelKey("fake")
                .build()
                .chat(REQUEST)
                .aiMessage())
        .extracting("text")
        .isEqualTo("answer 1");
    assertThat(fake.calls()).isEqualTo(1);
  }

  @Test
  void aReplayWaitsForDemand() {
    subscribe(model, Long.MAX_VALUE);
    Subscribed slow = subscribe(model, 0);

    assertThat(slow.events).isEmpty();
    slow.subscription.request(1);
    assertThat(slow.events).hasSize(1);
    slow.subscription.request(2);
    assertThat(slow.events).hasSize(3);
    assertThat(slow.end).isNotDone();
    slow.subscription.request(1);
    assertThat(slow.end.join()).isNull();
    slow.subscription.request(1);
    assertThat(slow.events).hasSize(4);
  }

  @Test
  void aReplayRefusesABadDemandAndEndsWhenCancelled() {
    subscribe(model, Long.MAX_VALUE);
    Subscribed bad = subscribe(model, 0);
    Subscribed cancelled = subscribe(model, 1);

    bad.subscription.request(0);
    cancelled.subscription.cancel();
    cancelled.subscription.request(5);

    assertThat(bad.end.join()).isInstanceOf(IllegalArgumentException.class);
    assertThat(cancelled.events).hasSize(1);
    assertThat(cancelled.end).isNotDone();
  }

  @Test
  void aCancelledStreamIsNotKept() {
    Recorder cancelling =
        new Recorder() {
          @Override
          public void onPartialResponse(PartialResponse text, PartialResponseContext context) {
            context.streamingHandle().cancel();
          }
        };
    ask(model, cancelling);
    Subscribed cancelled = subscribe(model, 1);
    cancelled.subscription.cancel();

    ask(model, new Recorder());
    assertThat(fake.calls()).isEqualTo(3);
  }

  @Test
  void aCancelledReplayEnds() {
    ask(model, new Recorder());
    Recorder cancelling =
        new Recorder() {
          @Override
          public void onPartialThinking(PartialThinking thinking, PartialThinkingContext context) {
            context.streamingHandle().cancel();
          }
        };

    ask(model, cancelling);

    assertThat(cancelling.events).isEmpty();
  }

  @Test
  void aFailedStreamIsNotKept() {
    RuntimeException failure = new IllegalStateException("model");
    fake.failing(failure);
    Recorder failed = ask(model, new Recorder());
    Subscribed alsoFailed = subscribe(model, Long.MAX_VALUE);

    assertThat(failed.failure).isSameAs(failure);
    assertThat(alsoFailed.end.join()).isSameAs(failure);
    fake.failing(null);
    assertThat(ask(model, new Recorder()).response.aiMessage().text()).isEqualTo("answer 3");
  }

  @Test
  void refreshReplacesAndBypassLeavesAlone() {
    ask(model, new Recorder());
    assertThat(ask(model.bypass(), new Recorder()).response.aiMessage().text())
        .isEqualTo("answer 2");
    assertThat(ask(model, new Recorder()).response.aiMessage().text()).isEqualTo("answer 1");
    assertThat(ask(model.refresh(), new Recorder()).response.aiMessage().text())
        .isEqualTo("answer 3");
    assertThat(subscribe(model.refresh(), Long.MAX_VALUE).response().aiMessage().text())
        .isEqualTo("answer 4");
    assertThat(subscribe(model.bypass(), Long.MAX_VALUE).response().aiMessage().text())
        .isEqualTo("answer 5");
    assertThat(ask(model, new Recorder()).response.aiMessage().text()).isEqualTo("answer 4");
    model.deleteAsync(REQUEST).join();
    assertThat(ask(model, new Recorder()).response.aiMessage().text()).isEqualTo("answer 6");
  }

  @Test
  void aBrokenCacheFailsNoStream() {
    StreamingChatModel model =
        CachingStreamingChatModel.builder(
                fake,
                new BrokenCache(
                    CompletableFuture.failedFuture(new IllegalStateException("broken"))))
            .modelKey("fake")
            .build();

    assertThat(ask(model, new Recorder()).response.aiMessage().text()).isEqualTo("answer 1");
    assertThat(subscribe(model, Long.MAX_VALUE).end.join()).isNull();
  }

  @Test
  void whatHasNoKeyIsAsked() {
    ChatRequest request =
        ChatRequest.builder().messages(CustomMessage.from(Map.of("a", new Object()))).build();

    model.chat(request, new Recorder());
    model.chat(request).subscribe(new Subscribed(Long.MAX_VALUE));

    assertThat(fake.calls()).isEqualTo(2);
  }

  @Test
  void aFailureBeforeTheStreamIsToldToTheHandler() {
    StreamingChatModel none = new StreamingChatModel() {};
    StreamingChatModel model =
        CachingStreamingChatModel.builder(none, cache).modelKey("fake").build();

    assertThat(ask(model, new Recorder()).failure).hasMessage("Not implemented");
    assertThat(subscribe(model, Long.MAX_VALUE).end.join())
        .isInstanceOf(AsyncNotSupportedException.class);
    assertThatThrownBy(() -> model.chat((ChatRequest) null, new Recorder()))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void aHandlerThatFailsIsToldAndTheStreamGoesOn() {
    ask(model, new Recorder());
    RuntimeException thrown = new IllegalStateException("handler");
    Recorder failing =
        new Recorder() {
          @Override
          public void onPartialResponse(String text) {
            throw thrown;
          }
        };

    ask(model, failing);

    assertThat(failing.failure).isSameAs(thrown);
    assertThat(failing.response.aiMessage().text()).isEqualTo("answer 1");
  }

  @Test
  void listenersSeeCallsOfTheModelAndOptionsReachThem() {
    List<Object> seen = new ArrayList<>();
    fake.listeners(
        new ChatModelListener() {
          @Override
          public void onRequest(ChatModelRequestContext context) {
            seen.add(context.attributes().get("user"));
          }
        });
    ChatRequestOptions options =
        ChatRequestOptions.builder().addListenerAttribute("user", "ann").build();

    model.chat(REQUEST, options, new Recorder());
    model.chat(REQUEST, options, new Recorder());

    assertThat(seen).containsExactly("ann");
  }

  private static Recorder ask(StreamingChatModel model, Recorder recorder) {
    model.chat(REQUEST, recorder);
    return recorder;
  }

  private static Subscribed subscribe(StreamingChatModel model, long demand) {
    Subscribed subscriber = new Subscribed(demand);
    model.chat(REQUEST).subscribe(subscriber);
    return subscriber;
  }

  /** Records which form of each callback was called. */
  private static class Recorder implements StreamingChatResponseHandler {
    final List<String> events = new ArrayList<>();
    ChatResponse response;
    Throwable failure;

    @Override
    public void onPartialResponse(String text) {
      events.add("text: " + text);
    }

    @Override
    public void onPartialResponse(PartialResponse text, PartialResponseContext context) {
      int before = events.size();
      onPartialResponse(text.text());
      events.set(before, "text with a handle: " + text.text());
    }

    @Override
    public void onPartialThinking(PartialThinking thinking, PartialThinkingContext context) {
      events.add("thinking with a handle: " + thinking.text());
    }

    @Override
    public void onPartialToolCall(PartialToolCall call, PartialToolCallContext context) {
      events.add("tool call with a handle: " + call.partialArguments());
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall call) {
      events.add("complete tool call: " + call.toolExecutionRequest().arguments());
    }

    @Override
    public void onUnmappedRawEvent(Object rawEvent) {
      events.add("raw: " + rawEvent);
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      this.response = response;
      events.add("complete: " + response.aiMessage().text());
    }

    @Override
    public void onError(Throwable error) {
      failure = error;
    }
  }

  private static final class Subscribed implements Subscriber<ChatModelStreamingEvent> {
    final List<ChatModelStreamingEvent> events = new ArrayList<>();
    final CompletableFuture<Throwable> end = new CompletableFuture<>();
    private final long demand;
    Subscription subscription;

    Subscribed(long demand) {
      this.demand = demand;
    }

    ChatResponse response() {
      end.join();
      return ((CompleteResponse) events.get(events.size() - 1)).chatResponse();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      this.subscription = subscription;
      if (demand > 0) {
        subscription.request(demand);
      }
    }

    @Override
    public void onNext(ChatModelStreamingEvent event) {
      events.add(event);
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(failure);
    }

    @Override
    public void onComplete() {
      end.complete(null);
    }
  }
}

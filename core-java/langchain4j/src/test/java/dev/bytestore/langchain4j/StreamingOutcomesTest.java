package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bytestore.InMemoryLlmCache;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Every exception of a handler, a subscriber or the model reaches {@code onError} or the log. */
class StreamingOutcomesTest {

  private static final ChatRequest REQUEST =
      ChatRequest.builder().messages(UserMessage.from("hi")).build();

  private final FakeStreamingChatModel fake = new FakeStreamingChatModel();
  private final InMemoryLlmCache cache = new InMemoryLlmCache();
  private final StreamingChatModel model =
      CachingStreamingChatModel.builder(fake, cache).modelKey("fake").build();
  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.bytestore");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void readLog() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void endReading() {
    logger.detachAppender(log);
  }

  /** The exceptions that callbacks throw, by their names. */
  private static class Failing implements StreamingChatResponseHandler {
    final List<Throwable> failures = new ArrayList<>();
    final List<String> throwing;
    ChatResponse response;

    Failing(String... throwing) {
      this.throwing = List.of(throwing);
    }

    private void maybeFail(String callback) {
      if (throwing.contains(callback)) {
        throw new NoClassDefFoundError("secret of " + callback);
      }
    }

    @Override
    public void onPartialResponse(String text) {
      maybeFail("onPartialResponse");
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      this.response = response;
      maybeFail("onCompleteResponse");
    }

    @Override
    public void onError(Throwable failure) {
      failures.add(failure);
      maybeFail("onError");
    }
  }

  @Test
  void anErrorOfAHandlerOnAHitReachesItsOnErrorAndTheStreamGoesOn() {
    model.chat(REQUEST, new Failing());
    Failing handler = new Failing("onPartialResponse");

    model.chat(REQUEST, handler);

    assertThat(handler.failures).singleElement().isInstanceOf(NoClassDefFoundError.class);
    assertThat(handler.response).isNotNull();
  }

  @Test
  void anErrorOfAHandlerAtTheEndReachesItsOnError() {
    Failing onAMiss = new Failing("onCompleteResponse");
    Failing onAHit = new Failing("onCompleteResponse");

    model.chat(REQUEST, onAMiss);
    model.chat(REQUEST, onAHit);

    assertThat(fake.calls()).isEqualTo(1);
    assertThat(onAMiss.failures).singleElement().isInstanceOf(NoClassDefFoundError.class);
    assertThat(onAHit.failures).singleElement().isInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void whatOnErrorItselfThrowsIsLoggedWithoutItsMessage() {
    model.chat(REQUEST, new Failing("onCompleteResponse", "onError"));
    model.chat(REQUEST, new Failing("onCompleteResponse", "onError"));

    assertThat(log.list).hasSize(2);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains("StreamingChatResponseHandler", NoClassDefFoundError.class.getName())
        .doesNotContain("secret");
    assertThat(log.list.get(0).getThrowableProxy().getMessage())
        .doesNotContain("secret")
        .contains(NoClassDefFoundError.class.getName());
    assertThat(log.list.get(0).getThrowableProxy().getStackTraceElementProxyArray()[0].toString())
        .contains(getClass().getSimpleName());
  }

  @Test
  void anErrorOfTheModelReachesTheHandlerAndTheSubscriber() {
    Error thrown = new LinkageError("model");
    StreamingChatModel failing =
        CachingStreamingChatModel.builder(new Broken(() -> sneak(thrown)), cache)
            .modelKey("fake")
            .build();

    assertThat(subscribe(failing, new Recorder()).signals)
        .containsExactly("onSubscribe", "onError: " + thrown);
    Failing handler = new Failing();
    failing.chat(REQUEST, handler);
    assertThat(handler.failures).containsExactly(thrown);
  }

  @Test
  void aPublisherOfTheModelThatThrowsOrIsNullFailsTheStream() {
    Error thrown = new LinkageError("publisher");
    StreamingChatModel throwing =
        CachingStreamingChatModel.builder(
                new Broken(
                    () ->
                        subscriber -> {
                          throw thrown;
                        }),
                cache)
            .modelKey("fake")
            .build();
    StreamingChatModel none =
        CachingStreamingChatModel.builder(new Broken(() -> null), cache).modelKey("fake").build();

    assertThat(subscribe(throwing, new Recorder()).signals)
        .containsExactly("onSubscribe", "onError: " + thrown);
    assertThat(subscribe(none, new Recorder()).signals)
        .hasSize(2)
        .element(1)
        .asString()
        .contains("the model returned null instead of a publisher");
  }

  @Test
  void aFailureOfTheModelWithoutAKeyReachesTheSubscriber() {
    Error thrown = new LinkageError("model");
    StreamingChatModel failing =
        CachingStreamingChatModel.builder(new Broken(() -> sneak(thrown)), cache)
            .modelKey("fake")
            .tenant(request -> null)
            .build();

    assertThat(subscribe(failing, new Recorder()).signals)
        .containsExactly("onSubscribe", "onError: " + thrown);
  }

  @Test
  void whatASubscriberThrowsEndsItsStreamAndReachesItsOnError() {
    Error thrown = new LinkageError("subscriber");
    class Throwing extends Recorder {
      @Override
      public void onNext(ChatModelStreamingEvent event) {
        super.onNext(event);
        throw thrown;
      }
    }

    assertThat(subscribe(model, new Throwing()).signals)
        .containsExactly("onSubscribe", "onNext", "onError: " + thrown);
    subscribe(model, new Recorder());
    assertThat(subscribe(model, new Throwing()).signals)
        .containsExactly("onSubscribe", "onNext", "onError: " + thrown);
    assertThat(fake.calls()).isEqualTo(2);
  }

  @Test
  void whatASubscriberThrowsAtItsEndsIsLoggedAndNothingFollows() {
    class Throwing extends Recorder {
      @Override
      public void onComplete() {
        super.onComplete();
        throw new AssertionError("secret");
      }
    }
    class Refusing extends Recorder {
      @Override
      public void onSubscribe(Subscription subscription) {
        super.onSubscribe(subscription);
        throw new AssertionError("secret");
      }
    }

    Recorder onAMiss = subscribe(model, new Throwing());
    Recorder onAHit = subscribe(model, new Throwing());
    Recorder refusing = subscribe(model, new Refusing());

    assertThat(onAMiss.signals).endsWith("onComplete");
    assertThat(onAHit.signals).endsWith("onComplete");
    assertThat(refusing.signals).containsExactly("onSubscribe");
    assertThat(log.list).hasSize(3);
    assertThat(log.list)
        .allSatisfy(event -> assertThat(event.getFormattedMessage()).contains("AssertionError"));
  }

  @Test
  void aBadDemandBeforeThereIsASourceIsRefusedAtOnce() {
    Recorder bad =
        new Recorder() {
          @Override
          public void onSubscribe(Subscription subscription) {
            signals.add("onSubscribe");
            subscription.request(-1);
          }
        };

    subscribe(model, bad);

    assertThat(bad.signals).hasSize(2).element(1).asString().contains("IllegalArgumentException");
    assertThat(fake.calls()).isZero();
  }

  /** A model with a given publisher. */
  private static final class Broken implements StreamingChatModel {
    private final Supplier<Publisher<ChatModelStreamingEvent>> events;

    Broken(Supplier<Publisher<ChatModelStreamingEvent>> events) {
      this.events = events;
    }

    @Override
    public Publisher<ChatModelStreamingEvent> chat(ChatRequest request) {
      return events.get();
    }

    @Override
    public void chat(ChatRequest request, StreamingChatResponseHandler handler) {
      var unused = events.get();
    }
  }

  private static Publisher<ChatModelStreamingEvent> sneak(Error thrown) {
    throw thrown;
  }

  private static Recorder subscribe(StreamingChatModel model, Recorder recorder) {
    model.chat(REQUEST).subscribe(recorder);
    return recorder;
  }

  private static class Recorder implements Subscriber<ChatModelStreamingEvent> {
    final List<String> signals = new ArrayList<>();

    @Override
    public void onSubscribe(Subscription subscription) {
      signals.add("onSubscribe");
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ChatModelStreamingEvent event) {
      signals.add("onNext");
    }

    @Override
    public void onError(Throwable failure) {
      signals.add("onError: " + failure);
    }

    @Override
    public void onComplete() {
      signals.add("onComplete");
    }
  }
}

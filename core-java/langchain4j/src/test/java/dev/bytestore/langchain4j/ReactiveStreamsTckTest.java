package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bytestore.Generation;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.reactivestreams.tck.flow.support.HelperPublisher;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/**
 * Runs the Reactive Streams TCK with the publisher of {@link CachingStreamingChatModel} and with
 * {@link StoringSubscriber}. Other tests use only publishers and subscribers that follow the rules.
 */
class ReactiveStreamsTckTest {

  private static final ChatRequest REQUEST =
      ChatRequest.builder().messages(UserMessage.from("hi")).build();

  private static final long MOST_EVENTS_OF_A_HIT = 1_000;

  /** A cached response has few events, and its stream does not fail. */
  private static final Set<String> NOT_OF_A_HIT =
      Set.of(
          "required_spec109_mayRejectCallsToSubscribeIfPublisherIsUnableOrUnwillingToServeThem"
              + "RejectionMustTriggerOnErrorAfterOnSubscribe",
          "required_spec317_mustNotSignalOnErrorWhenPendingAboveLongMaxValue");

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "tck");
            thread.setDaemon(true);
            return thread;
          });

  @AfterAll
  static void endThreads() {
    THREADS.shutdownNow();
  }

  @TestFactory
  Stream<DynamicTest> aHitThatIsThereAtOnce() {
    return verify(() -> new Hits(Runnable::run));
  }

  @TestFactory
  Stream<DynamicTest> aHitThatIsFoundOnAnotherThread() {
    return verify(() -> new Hits(THREADS));
  }

  @TestFactory
  Stream<DynamicTest> aMiss() {
    return verify(() -> new Misses(Runnable::run));
  }

  @TestFactory
  Stream<DynamicTest> aMissThatIsFoundOnAnotherThread() {
    return verify(() -> new Misses(THREADS));
  }

  @TestFactory
  Stream<DynamicTest> theSubscriberInBetween() {
    return verify(InBetween::new);
  }

  /** The TCK is written for TestNG. Its tests need only these annotations of it. */
  private static Stream<DynamicTest> verify(Supplier<?> verification) {
    List<Method> tests =
        Arrays.stream(verification.get().getClass().getMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    assertThat(tests).hasSizeGreaterThan(20);
    return tests.stream()
        .map(test -> dynamicTest(test.getName(), () -> run(verification.get(), test)));
  }

  private static void run(Object verification, Method test) throws Throwable {
    try {
      invokeAll(verification, BeforeClass.class);
      invokeAll(verification, BeforeMethod.class);
      test.invoke(verification);
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof SkipException skipped)) {
        throw e.getCause();
      }
      boolean isExpected =
          !test.getName().startsWith("required")
              || (verification instanceof Hits && NOT_OF_A_HIT.contains(test.getName()));
      assertThat(isExpected).as("skipped: %s", skipped.getMessage()).isTrue();
      throw new TestAbortedException(skipped.getMessage());
    } finally {
      invokeAll(verification, AfterClass.class);
    }
  }

  private static void invokeAll(Object verification, Class<? extends Annotation> annotation)
      throws ReflectiveOperationException {
    for (Method method : verification.getClass().getMethods()) {
      if (method.isAnnotationPresent(annotation)) {
        method.invoke(verification);
      }
    }
  }

  /** The timeout for signals is longer than the time after which none is expected. */
  private static TestEnvironment environment() {
    return new TestEnvironment(10_000, 50, 50);
  }

  private static LlmCache lookingUpOn(Executor executor, LlmCache cache) {
    return new BrokenCache(null) {
      @Override
      public CompletableFuture<List<Generation>> lookupAsync(String prompt, String llmString) {
        return CompletableFuture.supplyAsync(() -> null, executor)
            .thenCompose(none -> cache.lookupAsync(prompt, llmString));
      }
    };
  }

  private static final class Hits extends FlowPublisherVerification<ChatModelStreamingEvent> {

    private final Executor executor;

    Hits(Executor executor) {
      super(environment());
      this.executor = executor;
    }

    @Override
    public Publisher<ChatModelStreamingEvent> createFlowPublisher(long elements) {
      List<ToolExecutionRequest> calls =
          IntStream.range(1, (int) elements)
              .mapToObj(
                  i -> ToolExecutionRequest.builder().id("" + i).name("t").arguments("{}").build())
              .toList();
      ChatResponse answer =
          ChatResponse.builder()
              .aiMessage(AiMessage.builder().toolExecutionRequests(calls).build())
              .build();
      InMemoryLlmCache cache = new InMemoryLlmCache();
      CachingChatModel.builder(new FakeChatModel().answering(request -> answer), cache)
          .modelKey("fake")
          .shouldCache((request, response) -> true)
          .build()
          .chat(REQUEST);
      return CachingStreamingChatModel.builder(
              new FakeStreamingChatModel(), lookingUpOn(executor, cache))
          .modelKey("fake")
          .build()
          .chat(REQUEST);
    }

    @Override
    public Publisher<ChatModelStreamingEvent> createFailedFlowPublisher() {
      return null; // A hit does not fail.
    }

    @Override
    public long maxElementsFromPublisher() {
      return MOST_EVENTS_OF_A_HIT;
    }
  }

  private static final class Misses extends FlowPublisherVerification<ChatModelStreamingEvent> {

    private final Executor executor;

    Misses(Executor executor) {
      super(environment());
      this.executor = executor;
    }

    @Override
    public Publisher<ChatModelStreamingEvent> createFlowPublisher(long elements) {
      int last = (int) Math.min(elements, Integer.MAX_VALUE) - 1;
      return miss(
          () ->
              FlowAdapters.toFlowPublisher(
                  new HelperPublisher<ChatModelStreamingEvent>(
                      0,
                      last + 1,
                      i ->
                          i == last
                              ? new CompleteResponse(FakeChatModel.numbered(1))
                              : new PartialResponse("a"),
                      THREADS)));
    }

    @Override
    public Publisher<ChatModelStreamingEvent> createFailedFlowPublisher() {
      return miss(
          () -> {
            throw new IllegalStateException("model");
          });
    }

    private Publisher<ChatModelStreamingEvent> miss(
        Supplier<Publisher<ChatModelStreamingEvent>> events) {
      StreamingChatModel model =
          new StreamingChatModel() {
            @Override
            public Publisher<ChatModelStreamingEvent> chat(ChatRequest request) {
              return events.get();
            }

            @Override
            public ChatRequestParameters defaultRequestParameters() {
              return ChatRequestParameters.builder().modelName("fake-1").build();
            }
          };
      return CachingStreamingChatModel.builder(model, lookingUpOn(executor, new InMemoryLlmCache()))
          .modelKey("fake")
          .build()
          .chat(REQUEST);
    }
  }

  private static final class InBetween
      extends FlowSubscriberBlackboxVerification<ChatModelStreamingEvent> {

    InBetween() {
      super(environment());
    }

    @Override
    public Subscriber<ChatModelStreamingEvent> createFlowSubscriber() {
      StoringSubscriber inBetween =
          new StoringSubscriber(
              new OneByOne(), response -> CompletableFuture.completedFuture(null));
      inBetween.start();
      return inBetween;
    }

    @Override
    public ChatModelStreamingEvent createElement(int element) {
      return new PartialResponse("text " + element);
    }
  }

  private static final class OneByOne implements Subscriber<ChatModelStreamingEvent> {
    private Subscription subscription;

    @Override
    public void onSubscribe(Subscription subscription) {
      this.subscription = subscription;
      subscription.request(1);
    }

    @Override
    public void onNext(ChatModelStreamingEvent event) {
      subscription.request(1);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }
}

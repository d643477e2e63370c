package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bytestore.CachingModelListener;
import dev.bytestore.Generation;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * Whatever a chat model, a cache or a listener does, every call has an outcome. After a failure,
 * the next call calls the model again.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ModelOutcomesTest {

  private static final ChatRequest REQUEST =
      ChatRequest.builder().messages(UserMessage.from("hi")).build();

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Scripted script = new Scripted();
  private final InMemoryLlmCache cache = new InMemoryLlmCache();
  private final CachingChatModel model =
      CachingChatModel.builder(script, cache).modelKey("fake").build();

  /** A model that returns given responses, which may be null. */
  private static final class Scripted implements ChatModel {
    CompletableFuture<ChatResponse> future =
        CompletableFuture.completedFuture(FakeChatModel.numbered(1));
    ChatResponse response = FakeChatModel.numbered(1);
    int calls;

    @Override
    public ChatResponse chat(ChatRequest request) {
      calls++;
      return response;
    }

    @Override
    public CompletableFuture<ChatResponse> chatAsync(ChatRequest request) {
      calls++;
      return future;
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
      return ChatRequestParameters.builder().modelName("fake-1").build();
    }
  }

  @Test
  void aModelThatReturnsANullFutureFailsItsCallersAndTheNextOneAsksAnew() {
    script.future = null;

    assertThat(model.chatAsync(REQUEST))
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("the model returned null");

    script.future = CompletableFuture.completedFuture(FakeChatModel.numbered(2));
    assertThat(model.chatAsync(REQUEST)).succeedsWithin(SOON);
    assertThat(script.calls).isEqualTo(2);
  }

  @Test
  void aFutureOfNullFailsAllWhoWaitForItAndTheNextOneAsksAnew() {
    CompletableFuture<ChatResponse> held = new CompletableFuture<>();
    script.future = held;
    CompletableFuture<ChatResponse> leader = model.chatAsync(REQUEST);
    CompletableFuture<ChatResponse> waiter = model.chatAsync(REQUEST);

    held.complete(null);

    for (CompletableFuture<ChatResponse> caller : List.of(leader, waiter)) {
      assertThat(caller)
          .failsWithin(SOON)
          .withThrowableOfType(ExecutionException.class)
          .withMessageContaining("the model returned null");
    }
    script.future = CompletableFuture.completedFuture(FakeChatModel.numbered(2));
    assertThat(model.chatAsync(REQUEST)).succeedsWithin(SOON);
    assertThat(script.calls).isEqualTo(2);
  }

  @Test
  void aResponseOfNullFailsTheCallAndIsNotKept() {
    script.response = null;

    assertThatThrownBy(() -> model.chat(REQUEST)).hasMessageContaining("the model returned null");
    assertThatThrownBy(() -> model.bypass().chat(REQUEST))
        .hasMessageContaining("the model returned null");

    script.response = FakeChatModel.numbered(2);
    assertThat(model.chat(REQUEST).aiMessage().text()).isEqualTo("answer 2");
    assertThat(script.calls).isEqualTo(3);
  }

  @Test
  void aNullFutureOfTheModelPastTheCacheIsAFailedFuture() {
    script.future = null;

    assertThat(model.bypass().chatAsync(REQUEST, null))
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("the model returned null");
  }

  @Test
  void aCacheThatThrowsAnErrorOrReturnsNullIsAMiss() {
    LlmCache throwing =
        new BrokenCache(null) {
          @Override
          public CompletableFuture<List<Generation>> lookupAsync(String prompt, String llmString) {
            throw new StackOverflowError("of the cache");
          }

          @Override
          public CompletableFuture<Void> updateAsync(
              String prompt, String llmString, List<Generation> generations) {
            return null;
          }
        };
    CachingChatModel model = CachingChatModel.builder(script, throwing).modelKey("fake").build();

    assertThat(model.chatAsync(REQUEST)).succeedsWithin(SOON);
    assertThat(model.chat(REQUEST).aiMessage().text()).isEqualTo("answer 1");
  }

  @Test
  void aListenerThatThrowsAnErrorHarmsNoCall() {
    CachingModelListener listener =
        new CachingModelListener() {
          @Override
          public void onHit() {
            throw new AssertionError("on a hit");
          }

          @Override
          public void onMiss() {
            throw new StackOverflowError("on a miss");
          }

          @Override
          public void onNotCacheable(String reason) {
            throw new AssertionError("on a request without a key");
          }
        };
    CachingChatModel model =
        CachingChatModel.builder(script, cache).modelKey("fake").listener(listener).build();

    assertThat(model.chatAsync(REQUEST)).succeedsWithin(SOON);
    assertThat(model.chatAsync(REQUEST)).succeedsWithin(SOON);
    assertThat(model.chat(REQUEST).aiMessage().text()).isEqualTo("answer 1");
    assertThat(script.calls).isEqualTo(1);
    assertThat(model.chat(withoutAKey()).aiMessage().text()).isEqualTo("answer 1");
    assertThat(model.chatAsync(withoutAKey())).succeedsWithin(SOON);
    assertThat(script.calls).isEqualTo(3);
  }

  private static ChatRequest withoutAKey() {
    return ChatRequest.builder().messages(CustomMessage.from(Map.of("a", new Object()))).build();
  }

  @Test
  void theLogNamesTheExceptionOfAUsersFunctionAndLeavesOutItsMessage() {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.bytestore");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    CachingChatModel quoting =
        CachingChatModel.builder(script, new InMemoryLlmCache())
            .modelKey("fake")
            .tenant(
                request -> {
                  throw new IllegalStateException("no tenant for " + request.messages());
                })
            .build();
    try {
      quoting.chat(REQUEST);
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains(IllegalStateException.class.getName())
        .doesNotContain("no tenant", "hi\"");
  }
}

package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.Generation;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import dev.bytestore.internal.model.ModelKey;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AsyncNotSupportedException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CachingChatModelTest {

  private final FakeChatModel fake = new FakeChatModel();
  private final InMemoryLlmCache cache = new InMemoryLlmCache();
  private final CountingModelListener counts = new CountingModelListener();
  private final CachingChatModel model =
      CachingChatModel.builder(fake, cache).modelKey("fake").listener(counts).build();

  @Test
  void whatWasAskedBeforeIsNotAskedAgain() {
    assertThat(model.chat("hi")).isEqualTo("answer 1");
    assertThat(model.chat("hi")).isEqualTo("answer 1");
    assertThat(model.chat("hello")).isEqualTo("answer 2");
    assertThat(fake.calls()).isEqualTo(2);
    assertThat(counts.count("hit")).isEqualTo(1);
    assertThat(counts.count("miss")).isEqualTo(2);
  }

  @Test
  void aHitIsMarkedAndCostsNoTokens() {
    ChatResponse asked = model.chat(request("hi"));
    ChatResponse kept = model.chat(request("hi"));

    assertThat(CachingChatModel.isCached(asked)).isFalse();
    assertThat(asked).isEqualTo(FakeChatModel.numbered(1));
    assertThat(CachingChatModel.isCached(kept)).isTrue();
    assertThat(kept.aiMessage()).isEqualTo(asked.aiMessage());
    assertThat(kept.tokenUsage()).isEqualTo(new TokenUsage(0, 0, 0));
    assertThat(kept.id()).isEqualTo("id-1");
    assertThat(kept.modelName()).isEqualTo("fake-1");
    assertThat(kept.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(((CachedChatResponseMetadata) kept.metadata()).savedTokenUsage())
        .isEqualTo(new TokenUsage(11, 7));
    assertThat(kept.metadata().toBuilder().build()).isEqualTo(kept.metadata());
  }

  @Test
  void toolCallsSurvive() {
    AiMessage calls =
        AiMessage.from(
            ToolExecutionRequest.builder().id("1").name("t").arguments("{ \"a\":1}").build());
    fake.answering(request -> ChatResponse.builder().aiMessage(calls).build());

    model.chat(request("hi"));

    assertThat(model.chat(request("hi")).aiMessage()).isEqualTo(calls);
    assertThat(fake.calls()).isEqualTo(1);
  }

  @Test
  void aToolCallWhoseArgumentsWereCutOffIsNotKept() {
    ToolExecutionRequest cut =
        ToolExecutionRequest.builder().id("1").name("t").arguments("{\"city\": \"Pa").build();
    fake.answering(request -> ChatResponse.builder().aiMessage(AiMessage.from(cut)).build());

    model.chat(request("hi"));
    model.chat(request("hi"));

    assertThat(fake.calls()).isEqualTo(2);
  }

  @Test
  void bypassNeitherLooksUpNorKeeps() {
    assertThat(model.bypass().chat("hi")).isEqualTo("answer 1");
    assertThat(model.chat("hi")).isEqualTo("answer 2");
    assertThat(model.bypass().chat("hi")).isEqualTo("answer 3");
    assertThat(model.chat("hi")).isEqualTo("answer 2");
  }

  @Test
  void refreshTakesThePlaceOfWhatIsKept() {
    assertThat(model.chat("hi")).isEqualTo("answer 1");
    assertThat(model.refresh().chat("hi")).isEqualTo("answer 2");
    assertThat(model.chat("hi")).isEqualTo("answer 2");
    assertThat(model.refresh().chatAsync("hi").join()).isEqualTo("answer 3");
    assertThat(model.chat("hi")).isEqualTo("answer 3");
  }

  @Test
  void aForgottenAnswerIsAskedForAgain() {
    model.chat(request("hi"));

    model.deleteAsync(request("hi")).join();

    assertThat(model.chat("hi")).isEqualTo("answer 2");
  }

  @Test
  void tenantsDoNotShare() {
    CachingChatModel ann =
        CachingChatModel.builder(fake, cache).modelKey("fake").tenant("ann").build();
    CachingChatModel bob =
        CachingChatModel.builder(fake, cache).modelKey("fake").tenant("bob").build();

    assertThat(ann.chat("hi")).isEqualTo("answer 1");
    assertThat(bob.chat("hi")).isEqualTo("answer 2");
    assertThat(model.chat("hi")).isEqualTo("answer 3");
    assertThat(ann.chat("hi")).isEqualTo("answer 1");
  }

  @Test
  void whatBelongsToNoTenantIsNotShared() {
    AtomicReference<String> tenant = new AtomicReference<>();
    CachingChatModel some =
        CachingChatModel.builder(fake, cache)
            .modelKey("fake")
            .tenant(request -> tenant.get())
            .build();

    assertThat(some.chat("hi")).isEqualTo("answer 1");
    assertThat(some.chat("hi")).isEqualTo("answer 2");
    tenant.set("ann");
    assertThat(some.chat("hi")).isEqualTo("answer 3");
    assertThat(some.chat("hi")).isEqualTo("answer 3");
  }

  @Test
  void answersExpireAfterTheirTimeToLive() {
    List<Duration> ttls = new ArrayList<>();
    LlmCache recording =
        new BrokenCache(null) {
          @Override
          public CompletableFuture<Void> updateAsync(
              String prompt, String llmString, List<Generation> generations, Duration ttl) {
            ttls.add(ttl);
            return CompletableFuture.completedFuture(null);
          }
        };

    CachingChatModel.builder(fake, recording)
        .modelKey("fake")
        .ttl(Duration.ofDays(7))
        .build()
        .chat("hi");

    assertThat(ttls).containsExactly(Duration.ofDays(7));
    assertThatThrownBy(
            () ->
                CachingChatModel.builder(fake, cache).modelKey("fake").ttl(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ttl");
  }

  @ParameterizedTest
  @EnumSource(FinishReason.class)
  void onlyWholeAnswersAreKept(FinishReason reason) {
    fake.answering(
        request ->
            ChatResponse.builder().aiMessage(AiMessage.from("a")).finishReason(reason).build());

    model.chat("hi");
    model.chat("hi");

    boolean whole = reason == FinishReason.STOP || reason == FinishReason.TOOL_EXECUTION;
    assertThat(fake.calls()).isEqualTo(whole ? 1 : 2);
  }

  @Test
  void anAnswerThatSaysNothingIsNotKept() {
    fake.answering(request -> ChatResponse.builder().aiMessage(AiMessage.from(" ")).build());

    model.chat("hi");
    model.chat("hi");

    assertThat(fake.calls()).isEqualTo(2);
  }

  @Test
  void shouldCacheDecidesInPlaceOfTheDefault() {
    CachingChatModel picky =
        CachingChatModel.builder(fake, cache)
            .modelKey("fake")
            .shouldCache((request, response) -> !response.aiMessage().text().equals("answer 1"))
            .build();

    assertThat(picky.chat("hi")).isEqualTo("answer 1");
    assertThat(picky.chat("hi")).isEqualTo("answer 2");
    assertThat(picky.chat("hi")).isEqualTo("answer 2");
  }

  @Test
  void aBrokenCacheFailsNoCall() {
    RuntimeException broken = new IllegalStateException("broken");
    for (LlmCache cache :
        List.of(
            new BrokenCache(CompletableFuture.failedFuture(broken)),
            new BrokenCache(null, broken),
            new BrokenCache(null, new UnsupportedOperationException("ttl")))) {
      CachingChatModel model =
          CachingChatModel.builder(new FakeChatModel(), cache)
              .modelKey("fake")
              .ttl(Duration.ofDays(1))
              .listener(counts)
              .build();
      assertThat(model.chat("hi")).isEqualTo("answer 1");
      assertThat(model.chatAsync("hi").join()).isEqualTo("answer 2");
    }
    assertThat(counts.count("error")).isEqualTo(12);
  }

  @Test
  void whatAUserGaveAndFailsFailsNoCall() {
    RuntimeException failure = new IllegalStateException("ours");
    CachingChatModel model =
        CachingChatModel.builder(fake, cache)
            .modelKey("fake")
            .shouldCache(
                (request, response) -> {
                  throw failure;
                })
            .listener(counts)
            .build();
    CachingChatModel lost =
        CachingChatModel.builder(fake, cache)
            .modelKey("fake")
            .tenant(
                request -> {
                  throw failure;
                })
            .listener(counts)
            .build();

    assertThat(model.chat("hi")).isEqualTo("answer 1");
    assertThat(lost.chat("hi")).isEqualTo("answer 2");
    assertThat(counts.count("error")).isEqualTo(2);
  }

  @Test
  void whatCannotBeCachedIsAskedAndCounted() {
    ChatRequest request =
        ChatRequest.builder().messages(CustomMessage.from(Map.of("a", new Object()))).build();

    model.chat(request);
    model.chat(request);

    assertThat(fake.calls()).isEqualTo(2);
    assertThat(counts.events())
        .containsOnly("not cacheable: an object of java.lang.Object, whose state cannot be read")
        .hasSize(2);

    fake.answering(
        r ->
            ChatResponse.builder()
                .aiMessage(AiMessage.builder().text("a").attributes(Map.of("k", 1L)).build())
                .build());
    model.chat("hi");
    assertThat(counts.count("not cacheable")).isEqualTo(3);
  }

  @Test
  void aPromptWithAnUnpairedSurrogateIsCachedAsAnyOther() {
    assertThat(model.chat("\ud800")).isEqualTo("answer 1");
    assertThat(model.chat("\ud800")).isEqualTo("answer 1");
    assertThat(model.chat("\udc00")).isEqualTo("answer 2");
  }

  @Test
  void aFailureOfTheModelIsThrownAndNotKept() {
    RuntimeException failure = new IllegalStateException("model");
    fake.answering(
        request -> {
          if (fake.calls() == 1) {
            throw failure;
          }
          return null;
        });

    assertThatThrownBy(() -> model.chat("hi")).isSameAs(failure);
    assertThat(model.chat("hi")).isEqualTo("answer 2");
  }

  /** The entry may still exist, so the deletion must not look successful. */
  @Test
  void aDeletionFailsIfTheTenantIsNotKnown() {
    IllegalStateException failure = new IllegalStateException("no tenant");
    CachingChatModel tenants =
        CachingChatModel.builder(fake, cache)
            .modelKey("fake")
            .tenant(
                request -> {
                  throw failure;
                })
            .build();

    assertThatThrownBy(() -> tenants.deleteAsync(request("hi")).join()).hasCause(failure);
  }

  @Test
  void anEntryThatIsNoAnswerIsAMiss() {
    ModelKey key =
        new ChatKeys(
                () ->
                    new ChatKeys.Model(
                        ModelProvider.OTHER,
                        fake.defaultRequestParameters(),
                        ModelIdentity.named("fake")),
                null)
            .of(request("hi"), null);
    cache
        .blocking()
        .update(key.prompt(), key.llmString(), List.of(Generation.of("text of a text model")));

    assertThat(model.chat("hi")).isEqualTo("answer 1");
    assertThat(model.chat("hi")).isEqualTo("answer 1");
  }

  @Test
  void listenersSeeCallsOfTheModelAndOptionsReachThem() {
    List<Object> seen = new ArrayList<>();
    fake.listeners(
        new ChatModelListener() {
          @Override
          public void onRequest(ChatModelRequestContext context) {
            seen.add(String.valueOf(context.attributes().get("user")));
          }
        });
    ChatRequestOptions options =
        ChatRequestOptions.builder().addListenerAttribute("user", "ann").build();

    model.chat(request("hi"), options);
    model.chat(request("hi"), options);
    model.chat(request("hello"));
    model.chatAsync(request("hey"), options).join();
    model.chatAsync(request("hey"), options).join();

    assertThat(seen).containsExactly("ann", "null", "ann");
  }

  @Test
  void itIsTheModelToThoseWhoAsk() {
    assertThat(model.defaultRequestParameters()).isSameAs(fake.defaultRequestParameters());
    assertThat(model.listeners()).isSameAs(fake.listeners());
    assertThat(model.provider()).isSameAs(fake.provider());
    assertThat(model.supportedCapabilities()).isEqualTo(fake.supportedCapabilities());
    assertThat(model.doChat(request("hi")).aiMessage())
        .isEqualTo(model.doChatAsync(request("hi")).join().aiMessage());
  }

  @Test
  void aModelOfBeforeTheFormWithOptionsIsAskedByTheOther() {
    ChatModel old =
        new ChatModel() {
          @Override
          public ChatResponse chat(ChatRequest request) {
            return FakeChatModel.numbered(1);
          }
        };

    assertThat(CachingChatModel.builder(old, cache).modelKey("fake").build().chat("hi"))
        .isEqualTo("answer 1");
  }

  @Test
  void aModelWithoutAnAsyncFormSaysSoOnAMissAndNotOnAHit() {
    ChatModel blocking =
        new ChatModel() {
          @Override
          public ChatResponse doChat(ChatRequest request) {
            return FakeChatModel.numbered(1);
          }
        };
    CachingChatModel model = CachingChatModel.builder(blocking, cache).modelKey("fake").build();

    assertThat(model.chatAsync("hi"))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(AsyncNotSupportedException.class);
    model.chat("hi");
    assertThat(model.chatAsync("hi").join()).isEqualTo("answer 1");
  }

  private static ChatRequest request(String text) {
    return ChatRequest.builder().messages(UserMessage.from(text)).build();
  }
}

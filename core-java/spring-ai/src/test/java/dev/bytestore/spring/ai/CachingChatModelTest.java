package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.testing.RecordingLlmCache;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

class CachingChatModelTest {

  private final FakeChatModel fake = new FakeChatModel();
  private final RecordingLlmCache cache = new RecordingLlmCache(new InMemoryLlmCache());
  private final CountingModelListener counts = new CountingModelListener();
  private final CachingChatModel model = builder().listener(counts).build();

  private CachingChatModel.Builder builder() {
    return CachingChatModel.builder(fake, cache).modelKey("fake");
  }

  @Test
  void whatWasAskedBeforeIsNotAskedAgain() {
    assertThat(model.call("hi")).isEqualTo("answer 1");
    assertThat(model.call("hi")).isEqualTo("answer 1");
    assertThat(model.call("hello")).isEqualTo("answer 2");
    assertThat(fake.calls()).isEqualTo(2);
    assertThat(counts.events()).containsExactly("miss", "hit", "miss");
  }

  @Test
  void aHitIsMarkedAndCostsNothing() {
    ChatResponse asked = model.call(new Prompt("hi"));
    ChatResponse kept = model.call(new Prompt("hi"));

    assertThat(asked.getResults()).isEqualTo(FakeChatModel.numbered(1).getResults());
    assertThat(CachingChatModel.isCached(asked)).isFalse();
    assertThat(CachingChatModel.savedUsage(asked)).isNull();
    assertThat(CachingChatModel.isCached(kept)).isTrue();
    assertThat(kept.getResults()).isEqualTo(asked.getResults());
    assertThat(kept.getMetadata().getId()).isEqualTo("id-1");
    assertThat(kept.getMetadata().getModel()).isEqualTo("fake-1");
    assertThat(tokens(kept.getMetadata().getUsage())).containsOnly(0);
    assertThat(tokens(CachingChatModel.savedUsage(kept))).containsExactly(11, 7, 18);
  }

  private static List<Integer> tokens(Usage usage) {
    return List.of(usage.getPromptTokens(), usage.getCompletionTokens(), usage.getTotalTokens());
  }

  @Test
  void theMarksSurviveACopyOfTheResponse() {
    model.call("hi");
    ChatResponse copy = ChatResponse.builder().from(model.call(new Prompt("hi"))).build();

    assertThat(CachingChatModel.isCached(copy)).isTrue();
    assertThat(tokens(CachingChatModel.savedUsage(copy))).containsExactly(11, 7, 18);
  }

  @Test
  void aHitOfACacheBehindThisOneIsStoredWithTheUsageOfItsCall() {
    CachingChatModel outer =
        CachingChatModel.builder(model, new InMemoryLlmCache()).modelKey("outer").build();
    model.call("hi");

    ChatResponse fromInner = outer.call(new Prompt("hi"));
    ChatResponse fromOuter = outer.call(new Prompt("hi"));

    assertThat(CachingChatModel.isCached(fromInner)).isTrue();
    assertThat(tokens(CachingChatModel.savedUsage(fromInner))).containsExactly(11, 7, 18);
    assertThat(CachingChatModel.isCached(fromOuter)).isTrue();
    assertThat(tokens(CachingChatModel.savedUsage(fromOuter))).containsExactly(11, 7, 18);
  }

  @Test
  void aStreamedHitOfACacheBehindThisOneIsStoredWithTheUsageOfItsCall() {
    CachingChatModel outer =
        CachingChatModel.builder(model, new InMemoryLlmCache()).modelKey("outer").build();
    model.call("hi");

    outer.stream(new Prompt("hi")).blockLast();
    ChatResponse fromOuter = outer.call(new Prompt("hi"));

    assertThat(fake.calls()).isEqualTo(1);
    assertThat(tokens(CachingChatModel.savedUsage(fromOuter))).containsExactly(11, 7, 18);
  }

  @Test
  void toolCallsSurvive() {
    CachingChatModel all =
        CachingChatModel.builder(fake, new InMemoryLlmCache())
            .modelKey("fake")
            .shouldCache((prompt, response) -> true)
            .build();
    AssistantMessage calls =
        AssistantMessage.builder()
            .content(null)
            .toolCalls(
                List.of(
                    new AssistantMessage.ToolCall("1", "function", "t", "{ \"a\":1}"),
                    new AssistantMessage.ToolCall("2", "function", "t", "not JSON")))
            .build();
    fake.answering(prompt -> new ChatResponse(List.of(new Generation(calls))));

    all.call(new Prompt("hi"));

    assertThat(all.call(new Prompt("hi")).getResult().getOutput()).isEqualTo(calls);
    assertThat(fake.calls()).isEqualTo(1);
  }

  @Test
  void bypassNeitherLooksUpNorStores() {
    assertThat(model.bypass().call("hi")).isEqualTo("answer 1");
    assertThat(model.call("hi")).isEqualTo("answer 2");
    assertThat(model.bypass().call("hi")).isEqualTo("answer 3");
    assertThat(model.call("hi")).isEqualTo("answer 2");
  }

  @Test
  void refreshReplacesTheEntry() {
    assertThat(model.call("hi")).isEqualTo("answer 1");
    assertThat(model.refresh().call("hi")).isEqualTo("answer 2");
    assertThat(model.call("hi")).isEqualTo("answer 2");
  }

  @Test
  void aDeletedResponseIsAskedForAgain() {
    model.call("hi");

    model.deleteAsync(new Prompt("hi")).join();

    assertThat(model.call("hi")).isEqualTo("answer 2");
  }

  @Test
  void tenantsDoNotShare() {
    CachingChatModel ann = builder().tenant("ann").build();
    CachingChatModel bob = builder().tenant("bob").build();

    assertThat(ann.call("hi")).isEqualTo("answer 1");
    assertThat(bob.call("hi")).isEqualTo("answer 2");
    assertThat(model.call("hi")).isEqualTo("answer 3");
    assertThat(ann.call("hi")).isEqualTo("answer 1");
  }

  @Test
  void aRequestOfNoTenantIsNotShared() {
    AtomicReference<String> tenant = new AtomicReference<>();
    CachingChatModel some = builder().tenant(prompt -> tenant.get()).build();

    assertThat(some.call("hi")).isEqualTo("answer 1");
    assertThat(some.call("hi")).isEqualTo("answer 2");
    tenant.set("ann");
    assertThat(some.call("hi")).isEqualTo("answer 3");
    assertThat(some.call("hi")).isEqualTo("answer 3");
  }

  @Test
  void theTimeToLiveReachesTheCache() {
    builder().ttl(Duration.ofHours(1)).build().call("hi");

    assertThat(cache.calls()).containsExactly("lookup", "update for PT1H");
  }

  @ParameterizedTest
  @ValueSource(strings = {"STOP", "stop", "end_turn", "TOOL_CALLS", "tool_use", "COMPLETE", ""})
  void aFinishedResponseIsStored(String reason) {
    fake.answering(prompt -> new ChatResponse(List.of(FakeChatModel.generation("yes", reason))));
    model.call("hi");
    model.call("hi");

    assertThat(fake.calls()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LENGTH", "max_tokens", "CONTENT_FILTER", "refusal", "pause_turn", "new"})
  void aResponseThatWasCutOffIsNotStored(String reason) {
    fake.answering(prompt -> new ChatResponse(List.of(FakeChatModel.generation("yes", reason))));
    model.call("hi");
    model.call("hi");

    assertThat(fake.calls()).isEqualTo(2);
  }

  @Test
  void anEmptyResponseIsNotStored() {
    fake.answering(prompt -> new ChatResponse(List.of()));
    model.call(new Prompt("hi"));
    fake.answering(prompt -> FakeChatModel.text(" "));
    model.call(new Prompt("hi"));
    model.call(new Prompt("hi"));

    assertThat(fake.calls()).isEqualTo(3);
  }

  @Test
  void shouldCacheDecides() {
    CachingChatModel never = builder().shouldCache((prompt, response) -> false).build();
    CachingChatModel broken =
        builder()
            .listener(counts)
            .shouldCache(
                (prompt, response) -> {
                  throw new AssertionError("of the user");
                })
            .build();

    assertThat(never.call("hi")).isEqualTo("answer 1");
    assertThat(never.call("hi")).isEqualTo("answer 2");
    assertThat(broken.call("hi")).isEqualTo("answer 3");
    assertThat(broken.call("hi")).isEqualTo("answer 4");
    assertThat(counts.count("error: of the user")).isEqualTo(2);
  }

  @Test
  void aFailureOfTheCacheDoesNotFailTheCall() {
    cache.answerLookups(CompletableFuture.failedFuture(new IllegalStateException("down")));
    cache.answerUpdates(CompletableFuture.failedFuture(new IllegalStateException("down")));

    assertThat(model.call("hi")).isEqualTo("answer 1");
    assertThat(model.call("hi")).isEqualTo("answer 2");
    assertThat(counts.count("error: down")).isEqualTo(4);
  }

  @Test
  void aFailureOfTheModelReachesTheCallerAndIsNotStored() {
    IllegalStateException failure = new IllegalStateException("model");
    fake.answering(
        prompt -> {
          throw failure;
        });
    assertThatThrownBy(() -> model.call("hi")).isSameAs(failure);
    fake.answering(prompt -> null);
    assertThatThrownBy(() -> model.call("hi"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model returned null instead of a response");
    fake.answering(prompt -> FakeChatModel.text("yes"));

    assertThat(model.call("hi")).isEqualTo("yes");
  }

  @Test
  void theDefaultOptionsAreThoseOfTheModel() {
    ChatOptions options = fake.getDefaultOptions();

    assertThat(model.getDefaultOptions()).isSameAs(options);
    assertThat(model.getOptions()).isSameAs(options);
  }

  @Test
  void aModelKeyIsRequired() {
    assertThatThrownBy(() -> CachingChatModel.builder(fake, cache).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("modelKey: must be set");
    assertThatThrownBy(() -> builder().modelKey(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("modelKey: must not be blank");
  }
}

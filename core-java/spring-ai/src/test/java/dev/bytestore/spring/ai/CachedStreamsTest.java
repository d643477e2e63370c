package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.testing.RecordingLlmCache;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.model.MessageAggregator;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class CachedStreamsTest {

  private static final Prompt PROMPT = new Prompt("hi");

  private final FakeChatModel fake = new FakeChatModel();
  private final RecordingLlmCache cache = new RecordingLlmCache(new InMemoryLlmCache());
  private final CountingModelListener counts = new CountingModelListener();
  private final CachingChatModel model =
      CachingChatModel.builder(fake, cache).modelKey("fake").listener(counts).build();

  private List<ChatResponse> streamed() {
    return model.stream(PROMPT).collectList().block();
  }

  private static String text(List<ChatResponse> chunks) {
    StringBuilder text = new StringBuilder();
    chunks.forEach(chunk -> text.append(chunk.getResult().getOutput().getText()));
    return text.toString();
  }

  @Test
  void aMissIsPassedOnChunkByChunkAndThenStored() {
    assertThat(streamed())
        .extracting(ChatResponse::getResults)
        .isEqualTo(FakeChatModel.chunks(1).stream().map(ChatResponse::getResults).toList());
    assertThat(text(streamed())).isEqualTo("answer 1");
    assertThat(fake.calls()).isEqualTo(1);
    assertThat(counts.events()).containsExactly("miss", "hit");
  }

  @Test
  void aHitIsOneChunkWithAllOfTheResponse() {
    streamed();

    List<ChatResponse> chunks = streamed();

    assertThat(chunks).hasSize(1);
    assertThat(CachingChatModel.isCached(chunks.get(0))).isTrue();
    assertThat(chunks.get(0).getResult().getMetadata().getFinishReason()).isEqualTo("stop");
    assertThat(chunks.get(0).getMetadata().getUsage().getTotalTokens()).isZero();
    assertThat(CachingChatModel.savedUsage(chunks.get(0)).getTotalTokens()).isEqualTo(18);
  }

  @Test
  void callAndStreamShareTheirEntries() {
    streamed();
    ChatResponse called = model.call(PROMPT);
    assertThat(called.getResults()).isEqualTo(FakeChatModel.numbered(1).getResults());
    assertThat(CachingChatModel.isCached(called)).isTrue();

    model.deleteAsync(PROMPT).join();
    model.call(PROMPT);
    assertThat(text(streamed())).isEqualTo("answer 2");
    assertThat(fake.calls()).isEqualTo(2);
  }

  @Test
  void springAiJoinsTheChunksOfAHitToTheResponse() {
    AssistantMessage answer =
        AssistantMessage.builder()
            .content("yes")
            .toolCalls(List.of(new AssistantMessage.ToolCall("1", "f", "t", "{}")))
            .build();
    fake.answering(prompt -> new ChatResponse(List.of(new Generation(answer))));
    model.call(PROMPT);
    AtomicReference<ChatResponse> joined = new AtomicReference<>();

    new MessageAggregator().aggregate(model.stream(PROMPT), joined::set).blockLast();

    assertThat(joined.get().getResult().getOutput()).isEqualTo(answer);
    assertThat(fake.calls()).isEqualTo(1);
  }

  @Test
  void nothingIsLookedUpBeforeSomebodySubscribes() {
    Flux<ChatResponse> stream = model.stream(PROMPT);
    assertThat(cache.calls()).isEmpty();

    stream.blockLast();
    stream.blockLast();

    assertThat(cache.calls()).containsExactly("lookup", "update", "lookup");
    assertThat(fake.calls()).isEqualTo(1);
  }

  @Test
  void chunksArePassedOnBeforeTheStreamEnds() {
    Sinks.Many<ChatResponse> sink = Sinks.many().unicast().onBackpressureBuffer();
    fake.streaming(prompt -> sink.asFlux());
    List<ChatResponse> received = new CopyOnWriteArrayList<>();
    Disposable subscription = model.stream(PROMPT).subscribe(received::add);

    sink.tryEmitNext(FakeChatModel.text("a"));

    assertThat(received).hasSize(1);
    assertThat(cache.calls()).containsExactly("lookup");
    subscription.dispose();
  }

  @Test
  void aCancelledStreamIsNotStoredAndCancelsTheModel() {
    AtomicBoolean cancelled = new AtomicBoolean();
    fake.streaming(
        prompt ->
            Flux.concat(Flux.just(FakeChatModel.text("a")), Flux.<ChatResponse>never())
                .doOnCancel(() -> cancelled.set(true)));

    model.stream(PROMPT).take(1).blockLast();

    assertThat(cancelled).isTrue();
    assertThat(cache.calls()).containsExactly("lookup");
  }

  @Test
  void aStreamThatIsCancelledDuringTheLookupDoesNotCallTheModel() {
    CompletableFuture<List<dev.bytestore.Generation>> lookup = new CompletableFuture<>();
    cache.answerLookups(lookup);

    model.stream(PROMPT).subscribe().dispose();
    lookup.complete(null);

    assertThat(fake.calls()).isZero();
  }

  @Test
  void aStreamThatFailedIsNotStored() {
    IllegalStateException failure = new IllegalStateException("model");
    fake.streaming(prompt -> Flux.concat(Flux.just(FakeChatModel.text("a")), Flux.error(failure)));

    assertThatThrownBy(this::streamed).isSameAs(failure);
    assertThat(cache.calls()).containsExactly("lookup");
  }

  @Test
  void aModelThatThrowsOrReturnsNullFailsTheStream() {
    IllegalStateException failure = new IllegalStateException("model");
    AtomicReference<RuntimeException> thrown = new AtomicReference<>(failure);
    CachingChatModel broken =
        CachingChatModel.builder(new ThrowingModel(thrown), cache).modelKey("fake").build();

    assertThatThrownBy(() -> broken.stream(PROMPT).blockLast()).isSameAs(failure);
    thrown.set(null);
    assertThatThrownBy(() -> broken.stream(PROMPT).blockLast())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model returned null instead of a stream");
  }

  /** A model that breaks its contract: it throws, or returns null. */
  private record ThrowingModel(AtomicReference<RuntimeException> thrown) implements ChatModel {

    @Override
    public ChatResponse call(Prompt prompt) {
      return null;
    }

    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
      if (thrown.get() != null) {
        throw thrown.get();
      }
      return null;
    }
  }

  @Test
  void aFailureOfTheCacheDoesNotFailTheStream() {
    cache.answerLookups(CompletableFuture.failedFuture(new IllegalStateException("down")));
    cache.answerUpdates(CompletableFuture.failedFuture(new IllegalStateException("down")));

    assertThat(text(streamed())).isEqualTo("answer 1");
    assertThat(text(streamed())).isEqualTo("answer 2");
    assertThat(counts.count("error: down")).isEqualTo(4);
  }

  @Test
  void theEndOfAMissComesWhenTheResponseIsStored() {
    CompletableFuture<Void> update = new CompletableFuture<>();
    cache.answerUpdates(update);
    List<String> signals = new CopyOnWriteArrayList<>();
    model.stream(PROMPT)
        .subscribe(
            chunk -> signals.add(chunk.getResult().getOutput().getText()),
            failure -> signals.add("failure"),
            () -> signals.add("end"));

    assertThat(signals).containsExactly("answer", " 1");
    update.complete(null);
    await().until(() -> signals.contains("end"));
  }

  @Test
  void aWriteThatHasStartedIsNotCancelled() {
    CompletableFuture<Void> update = new CompletableFuture<>();
    cache.answerUpdates(update);
    Disposable subscription = model.stream(PROMPT).subscribe();
    assertThat(cache.calls()).containsExactly("lookup", "update");

    subscription.dispose();

    assertThat(update).isNotDone();
  }

  @Test
  void bypassAndRefreshAreStreamsToo() {
    assertThat(text(model.bypass().stream(PROMPT).collectList().block())).isEqualTo("answer 1");
    assertThat(cache.calls()).isEmpty();
    assertThat(text(streamed())).isEqualTo("answer 2");
    assertThat(text(model.refresh().stream(PROMPT).collectList().block())).isEqualTo("answer 3");
    assertThat(text(streamed())).isEqualTo("answer 3");
  }

  @Test
  void chunksThatCannotBeJoinedAreReportedAndNotStored() {
    AssistantMessage reasoning =
        AssistantMessage.builder().content("hm").properties(Map.of("thought", true)).build();
    fake.streaming(
        prompt ->
            Flux.just(
                new ChatResponse(List.of(new Generation(reasoning))), FakeChatModel.text("yes")));

    assertThat(text(streamed())).isEqualTo("hmyes");
    assertThat(cache.calls()).containsExactly("lookup");
    assertThat(counts.events())
        .containsExactly("miss", "not cacheable: a stream whose chunks have different metadata");
  }

  @Test
  void theContextOfReactorReachesTheModel() {
    fake.streaming(
        prompt ->
            Flux.deferContextual(context -> Flux.just(FakeChatModel.text(context.get("user")))));

    assertThat(
            text(
                model.stream(PROMPT)
                    .contextWrite(context -> context.put("user", "ann"))
                    .collectList()
                    .block()))
        .isEqualTo("ann");
  }

  @Test
  void noThreadOfReactorWaitsForTheCache() {
    CompletableFuture<List<dev.bytestore.Generation>> lookup = new CompletableFuture<>();
    cache.answerLookups(lookup);
    Scheduler single = Schedulers.newSingle("single");
    CompletableFuture<String> text =
        model.stream(PROMPT).subscribeOn(single).collectList().map(c -> text(c)).toFuture();
    await().until(() -> cache.calls().contains("lookup"));
    CompletableFuture<Boolean> isFree = new CompletableFuture<>();

    single.schedule(() -> isFree.complete(true));

    assertThat(isFree.join()).isTrue();
    lookup.complete(null);
    assertThat(text.join()).isEqualTo("answer 1");
    single.dispose();
  }
}

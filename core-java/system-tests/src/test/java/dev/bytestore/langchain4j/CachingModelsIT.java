package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.testing.TestCassandra;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.TokenStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The caching models with an in-memory cache and a real Cassandra, also in {@code AiServices}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CachingModelsIT {

  private static final ChatRequest REQUEST =
      ChatRequest.builder()
          .messages(UserMessage.from("\u041f\u0440\u0438\u0432\u0435\u0442 \ud83c\udf0d"))
          .build();

  private final CqlSession session = TestCassandra.session();
  private final String keyspace = TestCassandra.newKeyspace();

  Stream<LlmCache> caches() {
    return Stream.of(
        new InMemoryLlmCache(), CassandraLlmCache.builder(session).keyspace(keyspace).build());
  }

  Stream<ByteStore> stores() {
    return Stream.of(
        new InMemoryByteStore(),
        CassandraByteStore.builder(session).keyspace(keyspace).table("embeddings").build());
  }

  @ParameterizedTest
  @MethodSource("caches")
  void aChatModelIsAskedOnce(LlmCache cache) {
    FakeChatModel fake = new FakeChatModel();
    CachingChatModel model =
        CachingChatModel.builder(fake, cache).modelKey("fake").ttl(Duration.ofHours(1)).build();

    ChatResponse asked = model.chat(REQUEST);
    ChatResponse kept = model.chat(REQUEST);
    ChatResponse async = model.chatAsync(REQUEST).join();

    assertThat(fake.calls()).isEqualTo(1);
    assertThat(kept.aiMessage()).isEqualTo(asked.aiMessage());
    assertThat(async).isEqualTo(kept);
    assertThat(CachingChatModel.isCached(kept)).isTrue();

    model.deleteAsync(REQUEST).join();
    assertThat(model.chat(REQUEST).aiMessage().text()).isEqualTo("answer 2");
    cache.blocking().clear();
  }

  @ParameterizedTest
  @MethodSource("caches")
  void equalRequestsAtTheSameTimeAskOnce(LlmCache cache) {
    CompletableFuture<ChatResponse> held = new CompletableFuture<>();
    FakeChatModel fake = new FakeChatModel().answeringAsync(request -> held);
    CachingChatModel model = CachingChatModel.builder(fake, cache).modelKey("fake").build();

    List<CompletableFuture<ChatResponse>> answers =
        Stream.generate(() -> model.chatAsync(REQUEST)).limit(50).toList();
    held.complete(FakeChatModel.numbered(1));

    assertThat(answers).allSatisfy(a -> assertThat(a.join().id()).isEqualTo("id-1"));
    assertThat(fake.calls()).isEqualTo(1);
    cache.blocking().clear();
  }

  @ParameterizedTest
  @MethodSource("caches")
  void aStreamIsReplayed(LlmCache cache) {
    FakeStreamingChatModel fake = new FakeStreamingChatModel();
    StreamingChatModel model =
        CachingStreamingChatModel.builder(fake, cache).modelKey("fake").build();

    ChatResponse asked = stream(model).join();
    ChatResponse kept = stream(model).join();

    assertThat(fake.calls()).isEqualTo(1);
    assertThat(kept.aiMessage()).isEqualTo(asked.aiMessage());
    assertThat(CachingChatModel.isCached(kept)).isTrue();
    cache.blocking().clear();
  }

  @ParameterizedTest
  @MethodSource("stores")
  void embeddingsAreMadeOnce(ByteStore store) {
    FakeEmbeddingModel fake = new FakeEmbeddingModel();
    EmbeddingModel model =
        CachingEmbeddingModel.builder(fake, store)
            .namespace("fake-embedding-1")
            .ttl(Duration.ofHours(1))
            .build();
    List<TextSegment> segments = Stream.of("one", "two", "three").map(TextSegment::from).toList();

    assertThat(model.embedAll(segments).content()).isEqualTo(model.embedAll(segments).content());
    assertThat(fake.asked).containsExactly(List.of("one", "two", "three"));
  }

  @Test
  void pythonFindsAnAnswerInItsTable() {
    LlmCache cache = CassandraLlmCache.builder(session).keyspace(keyspace).table("python").build();
    CachingChatModel.builder(new FakeChatModel(), cache).modelKey("fake").build().chat(REQUEST);

    Row row = session.execute("SELECT body_blob FROM %s.python".formatted(keyspace)).one();

    assertThat(row.getString("body_blob"))
        .contains("langchain", "ChatGeneration", "AIMessage", "answer 1", "usage_metadata");
  }

  interface Assistant {
    Result<String> answer(String question);
  }

  interface StreamingAssistant {
    TokenStream answer(String question);
  }

  static final class Weather {
    int calls;

    @Tool("The weather of a city")
    String weather(String city) {
      calls++;
      return "rain in " + city;
    }
  }

  /** Requests a tool call first, and then answers with the tool's result. */
  private static FakeChatModel weatherModel() {
    return new FakeChatModel()
        .answering(
            request -> {
              boolean isTold =
                  request.messages().stream()
                      .anyMatch(message -> message instanceof ToolExecutionResultMessage);
              return isTold
                  ? null
                  : ChatResponse.builder()
                      .aiMessage(
                          AiMessage.from(
                              ToolExecutionRequest.builder()
                                  .id("call_1")
                                  .name("weather")
                                  .arguments("{\"arg0\": \"Oslo\", \"city\": \"Oslo\"}")
                                  .build()))
                      .tokenUsage(new TokenUsage(3, 4))
                      .finishReason(FinishReason.TOOL_EXECUTION)
                      .build();
            });
  }

  @ParameterizedTest
  @MethodSource("caches")
  void anAiServiceWithToolsAsksTheModelOnceForEachStep(LlmCache cache) {
    FakeChatModel fake = weatherModel();
    ChatModel model = CachingChatModel.builder(fake, cache).modelKey("fake").build();
    Weather weather = new Weather();
    Assistant assistant =
        AiServices.builder(Assistant.class).chatModel(model).tools(weather).build();

    Result<String> asked = assistant.answer("Do I need an umbrella in Oslo?");
    Result<String> kept = assistant.answer("Do I need an umbrella in Oslo?");

    assertThat(asked.content()).isEqualTo("answer 2");
    assertThat(kept.content()).isEqualTo("answer 2");
    assertThat(fake.calls()).isEqualTo(2);
    assertThat(weather.calls).isEqualTo(2);
    assertThat(asked.tokenUsage()).isEqualTo(new TokenUsage(14, 11));
    assertThat(kept.tokenUsage()).isEqualTo(new TokenUsage(0, 0, 0));
    cache.blocking().clear();
  }

  @ParameterizedTest
  @MethodSource("caches")
  void anAiServiceStreamsWhatIsKept(LlmCache cache) {
    FakeChatModel fake = new FakeChatModel();
    CachingChatModel.builder(fake, cache).modelKey("fake").build().chat("hi");
    StreamingAssistant assistant =
        AiServices.builder(StreamingAssistant.class)
            .streamingChatModel(
                CachingStreamingChatModel.builder(new FakeStreamingChatModel(), cache)
                    .modelKey("fake")
                    .build())
            .build();
    List<String> texts = new ArrayList<>();
    CompletableFuture<ChatResponse> end = new CompletableFuture<>();

    assistant
        .answer("hi")
        .onPartialResponse(texts::add)
        .onCompleteResponse(end::complete)
        .onError(end::completeExceptionally)
        .start();

    assertThat(end.join().aiMessage().text()).isEqualTo("answer 1");
    assertThat(texts).containsExactly("answer 1");
    cache.blocking().clear();
  }

  private static CompletableFuture<ChatResponse> stream(StreamingChatModel model) {
    CompletableFuture<ChatResponse> end = new CompletableFuture<>();
    model.chat(
        REQUEST,
        new StreamingChatResponseHandler() {
          @Override
          public void onCompleteResponse(ChatResponse response) {
            end.complete(response);
          }

          @Override
          public void onError(Throwable error) {
            end.completeExceptionally(error);
          }
        });
    return end;
  }
}

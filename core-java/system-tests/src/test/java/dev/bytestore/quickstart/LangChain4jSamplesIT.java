package dev.bytestore.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.ByteStore;
import dev.bytestore.CachingModelListener;
import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.langchain4j.CachedChatResponseMetadata;
import dev.bytestore.langchain4j.CachingChatModel;
import dev.bytestore.langchain4j.CachingEmbeddingModel;
import dev.bytestore.langchain4j.CachingStreamingChatModel;
import dev.bytestore.langchain4j.FakeChatModel;
import dev.bytestore.langchain4j.FakeProvider;
import dev.bytestore.testing.TestCassandra;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Java code of the documents on LangChain4j, word for word. */
class LangChain4jSamplesIT {

  static final String CHAT_ANSWER =
      """
      {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [{
       "index": 0, "message": {"role": "assistant", "content": "scattering"},
       "finish_reason": "stop"}],
       "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}\
      """;

  private static final String EMBEDDING_ANSWER =
      """
      {"object": "list", "model": "e", "data": [{"object": "embedding", "index": 0,
       "embedding": [1]}], "usage": {"prompt_tokens": 1, "total_tokens": 1}}\
      """;

  private final CqlSession session = TestCassandra.session();
  private final List<Integer> saved = new ArrayList<>();
  private final List<String> counts = new ArrayList<>();

  interface Assistant {
    String answer(String question);
  }

  @Test
  void theSamplesOfChatModelsDoWhatTheySay() {
    TestCassandra.createKeyspace(session, "app", 1);
    CassandraLlmCache.builder(session).keyspace("app").build().blocking().clear();
    try (FakeProvider provider = new FakeProvider(CHAT_ANSWER)) {
      ChatModel chatModel =
          OpenAiChatModel.builder().baseUrl(provider.url()).apiKey("k").modelName("m").build();

      LlmCache cache =
          CassandraLlmCache.builder(session).keyspace("app").ttl(Duration.ofDays(7)).build();
      ChatModel model = CachingChatModel.builder(chatModel, cache).build();

      String answer = model.chat("Why is the sky blue?"); // asks the model
      String again = model.chat("Why is the sky blue?"); // comes from the cache

      assertThat(again).isEqualTo(answer);
      assertThat(provider.received()).hasSize(1);

      Assistant assistant = AiServices.create(Assistant.class, model);

      assertThat(assistant.answer("Why is the sky blue?")).isEqualTo(answer);
      assertThat(provider.received()).hasSize(1);

      CachingChatModel caching = CachingChatModel.builder(chatModel, cache).build();
      ChatRequest request = ChatRequest.builder().messages(UserMessage.from("Hi")).build();

      ChatResponse uncached = caching.bypass().chat(request); // neither reads nor writes the cache
      ChatResponse updated = caching.refresh().chat(request); // asks the model, replaces the entry
      caching.deleteAsync(request).join(); // deletes the entry

      assertThat(List.of(uncached, updated)).noneMatch(CachingChatModel::isCached);
      assertThat(provider.received()).hasSize(3);
      assertThat(caching.chat(request)).matches(response -> !CachingChatModel.isCached(response));

      ChatResponse response = model.chat(request);
      if (response.metadata() instanceof CachedChatResponseMetadata cached) {
        TokenUsage saved = cached.savedTokenUsage(); // null if the model did not report it
        report(saved);
      }

      assertThat(saved).containsExactly(2);

      ChatModel perUser =
          CachingChatModel.builder(chatModel, cache).tenant(asked -> currentUser()).build();

      assertThat(perUser.chat("Why is the sky blue?")).isEqualTo(answer);
      assertThat(provider.received()).hasSize(5);
    }
  }

  private void report(TokenUsage usage) {
    saved.add(usage.totalTokenCount());
  }

  private static String currentUser() {
    return "user-1";
  }

  @Test
  void theSamplesOfTheOtherModelsDoWhatTheySay() {
    TestCassandra.createKeyspace(session, "app", 1);
    session.execute("DROP TABLE IF EXISTS app.embeddings");
    LlmCache cache = new InMemoryLlmCache();
    try (FakeProvider embedder = new FakeProvider(EMBEDDING_ANSWER)) {
      StreamingChatModel streamingModel =
          OpenAiStreamingChatModel.builder()
              .baseUrl(embedder.url())
              .apiKey("k")
              .modelName("m")
              .build();
      EmbeddingModel embeddingModel =
          OpenAiEmbeddingModel.builder().baseUrl(embedder.url()).apiKey("k").modelName("e").build();

      StreamingChatModel streaming =
          CachingStreamingChatModel.builder(streamingModel, cache).build();

      ByteStore store =
          CassandraByteStore.builder(session).keyspace("app").table("embeddings").build();
      EmbeddingModel embeddings = CachingEmbeddingModel.builder(embeddingModel, store).build();

      assertThat(streaming.provider()).isEqualTo(streamingModel.provider());
      assertThat(embeddings.embed("hi").content()).isEqualTo(embeddings.embed("hi").content());
      assertThat(embedder.received()).hasSize(1);

      EmbeddingModel inBatches =
          CachingEmbeddingModel.builder(embeddingModel, store).batchSize(100).build();

      assertThat(inBatches.embed("hi").tokenUsage()).isEqualTo(new TokenUsage(0, 0, 0));

      EmbeddingModel shared =
          CachingEmbeddingModel.builder(embeddingModel, store)
              .namespace("text-embedding-3-small")
              .build();

      shared.embed("hi");
      assertThat(store.blocking().yieldKeys("text-embedding-3-small")).hasSize(1);

      EmbeddingModel ownKeys =
          CachingEmbeddingModel.builder(embeddingModel, store)
              .keyEncoder(text -> "my-model/" + EmbeddingKeyEncoder.SHA256.encode(text.strip()))
              .build();

      ownKeys.embed(" hi ");
      assertThat(store.blocking().yieldKeys("my-model/")).hasSize(1);
      assertThat(ownKeys.embed("hi").tokenUsage()).isEqualTo(new TokenUsage(0, 0, 0));
    }
  }

  @Test
  void theSamplesOfAModelOfOnesOwnDoWhatTheySay() {
    FakeChatModel ownModel = new FakeChatModel();
    LlmCache cache = new InMemoryLlmCache();

    ChatModel model =
        CachingChatModel.builder(ownModel, cache).modelKey("support assistant, prompt 3").build();

    assertThat(model.chat("Hi")).isEqualTo(model.chat("Hi"));
    assertThat(ownModel.calls()).isEqualTo(1);

    CachingModelListener listener =
        new CachingModelListener() {
          @Override
          public void onHit() {
            count("llm.cache.hits");
          }

          @Override
          public void onNotCacheable(String reason) {
            count("llm.cache.not_cacheable");
          }
        };
    ChatModel counted =
        CachingChatModel.builder(ownModel, cache)
            .modelKey("support assistant, prompt 3")
            .listener(listener)
            .build();

    counted.chat("Hi");
    assertThat(counts).containsExactly("llm.cache.hits");
  }

  private void count(String name) {
    counts.add(name);
  }
}

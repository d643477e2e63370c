package dev.bytestore.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.langchain4j.CachingChatModel;
import dev.bytestore.langchain4j.CachingEmbeddingModel;
import dev.bytestore.langchain4j.CachingStreamingChatModel;
import dev.bytestore.langchain4j.EmbeddingKeyEncoder;
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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Java code of the document on LangChain4j, word for word. */
class LangChain4jSamplesIT {

  private static final String CHAT_ANSWER =
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

  @Test
  void theSamplesOfLangChain4jDoWhatTheySay() {
    TestCassandra.createKeyspace(session, "app", 1);
    CassandraLlmCache.builder(session).keyspace("app").build().blocking().clear();
    try (FakeProvider provider = new FakeProvider(CHAT_ANSWER);
        FakeProvider embedder = new FakeProvider(EMBEDDING_ANSWER)) {
      ChatModel chatModel =
          OpenAiChatModel.builder().baseUrl(provider.url()).apiKey("k").modelName("m").build();
      StreamingChatModel streamingModel =
          OpenAiStreamingChatModel.builder()
              .baseUrl(provider.url())
              .apiKey("k")
              .modelName("m")
              .build();
      EmbeddingModel embeddingModel =
          OpenAiEmbeddingModel.builder().baseUrl(embedder.url()).apiKey("k").modelName("e").build();
      ByteStore store = new InMemoryByteStore();

      LlmCache cache =
          CassandraLlmCache.builder(session).keyspace("app").ttl(Duration.ofDays(7)).build();
      ChatModel model = CachingChatModel.builder(chatModel, cache).build();

      String answer = model.chat("Why is the sky blue?"); // asks the model
      String again = model.chat("Why is the sky blue?"); // does not

      assertThat(again).isEqualTo(answer);
      assertThat(provider.received()).hasSize(1);

      StreamingChatModel streaming =
          CachingStreamingChatModel.builder(streamingModel, cache).build();
      EmbeddingModel embeddings = CachingEmbeddingModel.builder(embeddingModel, store).build();

      assertThat(streaming.provider()).isEqualTo(streamingModel.provider());
      assertThat(embeddings.embed("hi").content()).isEqualTo(embeddings.embed("hi").content());
      assertThat(embedder.received()).hasSize(1);

      EmbeddingModel ownKeys =
          CachingEmbeddingModel.builder(embeddingModel, store)
              .keyEncoder(text -> "my-model/" + EmbeddingKeyEncoder.SHA256.encode(text))
              .build();

      ownKeys.embed("hi");
      assertThat(store.blocking().yieldKeys("my-model/")).hasSize(1);

      CachingChatModel caching = CachingChatModel.builder(chatModel, cache).build();
      ChatRequest request = ChatRequest.builder().messages(UserMessage.from("Hi")).build();
      ChatResponse fresh = caching.bypass().chat(request); // neither looks up nor keeps
      ChatResponse newer = caching.refresh().chat(request); // asks, and keeps in place of the old
      caching.deleteAsync(request).join(); // forgets

      assertThat(List.of(fresh, newer)).noneMatch(CachingChatModel::isCached);
      assertThat(provider.received()).hasSize(3);
      assertThat(caching.chat(request)).matches(response -> !CachingChatModel.isCached(response));
    }
  }

  @Test
  void theSampleOfAModelOfOnesOwnDoesWhatItSays() {
    FakeChatModel ownModel = new FakeChatModel();
    LlmCache cache = new InMemoryLlmCache();

    ChatModel model =
        CachingChatModel.builder(ownModel, cache).modelKey("support assistant, prompt 3").build();

    assertThat(model.chat("Hi")).isEqualTo(model.chat("Hi"));
    assertThat(ownModel.calls()).isEqualTo(1);
  }
}

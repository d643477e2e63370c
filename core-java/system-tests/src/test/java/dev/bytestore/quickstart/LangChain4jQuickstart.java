package dev.bytestore.quickstart;

import dev.bytestore.LlmCache;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.langchain4j.CachingChatModel;
import dev.bytestore.testing.TestCassandra;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;

/**
 * Asks the same question twice to a LangChain4j model that takes two seconds. The second answer
 * comes from the cache. Needs no API key.
 *
 * <p>{@code ./mvnw -Pquickstart -Dquickstart.main=dev.bytestore.quickstart.LangChain4jQuickstart}
 */
public final class LangChain4jQuickstart {

  private LangChain4jQuickstart() {}

  public static void main(String[] arguments) {
    LlmCache cache =
        CassandraLlmCache.builder(TestCassandra.session())
            .keyspace(TestCassandra.newKeyspace())
            .ttl(Duration.ofMinutes(10))
            .build();
    ChatModel model =
        CachingChatModel.builder(new SlowModel(), cache).modelKey("slow model").build();
    ChatRequest request =
        ChatRequest.builder().messages(UserMessage.from("Why is the sky blue?")).build();

    for (String time : new String[] {"first", "second"}) {
      long start = System.nanoTime();
      ChatResponse response = model.chat(request);
      System.out.printf(
          "  %s call: %s  %,d ms, %d tokens%s%n",
          time,
          response.aiMessage().text(),
          Duration.ofNanos(System.nanoTime() - start).toMillis(),
          response.tokenUsage().totalTokenCount(),
          CachingChatModel.isCached(response) ? ", from the cache" : "");
    }
    System.exit(0);
  }

  /** Stands in for a model that is called over a network. */
  private static final class SlowModel implements ChatModel {

    @Override
    public ChatResponse doChat(ChatRequest request) {
      try {
        Thread.sleep(2_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return ChatResponse.builder()
          .aiMessage(AiMessage.from("Because of Rayleigh scattering."))
          .tokenUsage(new TokenUsage(12, 6))
          .finishReason(FinishReason.STOP)
          .build();
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
      return ChatRequestParameters.builder().modelName("slow-1").build();
    }
  }
}

package dev.bytestore.applications;

import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.langchain4j.CachingChatModel;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends the same request twice. The second response comes from the cache. */
final class LangChain4jApplication {

  private LangChain4jApplication() {}

  public static void main(String[] arguments) {
    CountingModel model = new CountingModel();
    ChatModel caching =
        CachingChatModel.builder(model, new InMemoryLlmCache()).modelKey("counting").build();
    System.out.println("first answer: " + caching.chat("How are you?"));
    System.out.println("second answer: " + caching.chat("How are you?"));
    System.out.println("calls: " + model.calls);
  }

  private static final class CountingModel implements ChatModel {

    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public ChatResponse doChat(ChatRequest request) {
      return ChatResponse.builder()
          .aiMessage(AiMessage.from("answer " + calls.incrementAndGet()))
          .build();
    }
  }
}

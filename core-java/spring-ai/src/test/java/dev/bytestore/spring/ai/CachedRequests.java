package dev.bytestore.spring.ai;

import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;

/**
 * What caching models do, as a list of texts. It uses only classes and methods that each supported
 * version of Spring AI has.
 */
final class CachedRequests implements Callable<List<String>> {

  private final List<String> outcomes = new ArrayList<>();

  @Override
  public List<String> call() throws ReflectiveOperationException {
    calls();
    options();
    embeddings();
    return outcomes;
  }

  private void calls() {
    FakeChatModel fake = new FakeChatModel();
    CountingModelListener counts = new CountingModelListener();
    CachingChatModel model =
        CachingChatModel.builder(fake, new InMemoryLlmCache())
            .modelKey("fake")
            .listener(counts)
            .build();
    fake.answering(prompt -> new ChatResponse(List.of(answer())));
    tell(model.call(new Prompt("hi")));
    tell(model.call(new Prompt("hi")));
    model.stream(new Prompt("hi")).doOnNext(this::tell).blockLast();
    model.stream(new Prompt("hello")).doOnNext(this::tell).blockLast();
    model.stream(new Prompt("hello")).doOnNext(this::tell).blockLast();
    tell(model.refresh().call(new Prompt("hello")));
    tell(model.bypass().call(new Prompt("hello")));
    outcomes.addAll(counts.events());
    outcomes.add("calls: " + fake.calls());
  }

  private static Generation answer() {
    return new Generation(
        AssistantMessage.builder()
            .content("yes")
            .properties(Map.of("index", 1L))
            .toolCalls(List.of(new AssistantMessage.ToolCall("1", "function", "add", "{}")))
            .build(),
        ChatGenerationMetadata.builder().finishReason("STOP").build());
  }

  private void tell(ChatResponse response) {
    outcomes.add(
        "%s %s %s"
            .formatted(
                response.getResults(),
                response.getMetadata().getUsage().getTotalTokens(),
                CachingChatModel.isCached(response)));
  }

  private void options() throws ReflectiveOperationException {
    ChatModel model =
        CachingChatModel.builder(new FakeChatModel(), new InMemoryLlmCache())
            .modelKey("fake")
            .build();
    String name = hasGetOptions() ? "getOptions" : "getDefaultOptions";
    Object options = ChatModel.class.getMethod(name).invoke(model);
    outcomes.add("model: " + ((ChatOptions) options).getModel());
  }

  private static boolean hasGetOptions() {
    for (Method method : ChatModel.class.getMethods()) {
      if (method.getName().equals("getOptions")) {
        return true;
      }
    }
    return false;
  }

  private void embeddings() {
    FakeEmbeddingModel fake = new FakeEmbeddingModel();
    InMemoryByteStore store = new InMemoryByteStore();
    CachingEmbeddingModel model =
        CachingEmbeddingModel.builder(fake, store).namespace("fake").build();
    EmbeddingOptions options = EmbeddingOptions.builder().dimensions(2).build();
    model.embed("a");
    model.embed(List.of("a", "bb"));
    model.embed(new Document("a", Map.of("title", "t")));
    model.call(new EmbeddingRequest(List.of("a"), options));
    model.call(new EmbeddingRequest(List.of("a"), options));
    outcomes.add("texts: " + fake.asked() + ", dimensions: " + model.dimensions());
    store.blocking().yieldKeys("").sorted().forEach(outcomes::add);
  }
}

package dev.bytestore.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import dev.bytestore.spring.ai.CachingChatModel;
import dev.bytestore.spring.ai.CachingEmbeddingModel;
import dev.bytestore.spring.ai.FakeChatModel;
import dev.bytestore.spring.ai.FakeEmbeddingModel;
import dev.bytestore.spring.ai.FakeTool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.ToolCallAdvisor;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/** The code of the documents on Spring AI, word for word. */
class SpringAiSamplesTest {

  private final FakeChatModel fake = new FakeChatModel();
  private final ChatModel chatModel = fake;
  private final LlmCache cache = new InMemoryLlmCache();
  private final List<Usage> saved = new ArrayList<>();

  @Test
  void theSamplesOfChatModelsDoWhatTheySay() {
    fake.options(ToolCallingChatOptions.builder().build()); // as the models of all providers
    ChatModel model =
        CachingChatModel.builder(chatModel, cache)
            .modelKey("OpenAI, support assistant, version 1")
            .ttl(Duration.ofDays(7))
            .build();
    ChatClient client = ChatClient.create(model);

    String answer = client.prompt("Why is the sky blue?").call().content(); // asks the model
    String again = client.prompt("Why is the sky blue?").call().content(); // comes from the cache

    assertThat(again).isEqualTo(answer);
    assertThat(fake.calls()).isEqualTo(1);

    ChatResponse response = client.prompt("Why is the sky blue?").call().chatResponse();
    if (CachingChatModel.isCached(response)) {
      report(CachingChatModel.savedUsage(response)); // null if the model did not report it
    }

    assertThat(saved).extracting(Usage::getTotalTokens).containsExactly(18);

    ChatModel perUser =
        CachingChatModel.builder(chatModel, cache)
            .modelKey("OpenAI, support assistant, version 1")
            .tenant(prompt -> userOf(prompt))
            .build();
    Map<String, Object> context = Map.of("user", "ann");
    String hello = ChatClient.create(perUser).prompt("Hi").toolContext(context).call().content();

    assertThat(ChatClient.create(perUser).prompt("Hi").toolContext(context).call().content())
        .isEqualTo(hello);
    assertThat(perUser.call("Hi")).isNotEqualTo(hello);

    ChatModel ownKeys =
        CachingChatModel.builder(chatModel, cache)
            .modelKey("support assistant, prompt 3")
            .optionsKey(options -> options.getModel() + ", at most " + options.getMaxTokens())
            .build();

    assertThat(ownKeys.call("hi")).isEqualTo(ownKeys.call("hi"));
  }

  private void report(Usage usage) {
    saved.add(usage);
  }

  private static String userOf(Prompt prompt) {
    return prompt.getOptions() instanceof ToolCallingChatOptions options
            && options.getToolContext() != null
        ? (String) options.getToolContext().get("user")
        : null;
  }

  @Test
  void singleEntriesAreBypassedRefreshedAndDeleted() {
    CachingChatModel caching = CachingChatModel.builder(chatModel, cache).modelKey("fake").build();
    Prompt prompt = new Prompt("hi");

    ChatResponse uncached = caching.bypass().call(prompt); // neither reads nor writes the cache
    ChatResponse updated = caching.refresh().call(prompt); // asks the model, replaces the entry
    caching.deleteAsync(prompt).join(); // deletes the entry

    assertThat(List.of(uncached, updated, caching.call(prompt)))
        .noneMatch(CachingChatModel::isCached);
  }

  @Test
  void aClientWithToolsUsesTheCache() {
    ChatModel model = CachingChatModel.builder(chatModel, cache).modelKey("fake").build();
    FakeTool weatherTool = new FakeTool("weather", "tells the weather", "{\"type\": \"object\"}");

    ChatClient withTools =
        ChatClient.builder(model)
            .defaultAdvisors(ToolCallAdvisor.builder().build())
            .defaultToolCallbacks(weatherTool)
            .build();

    assertThat(withTools.prompt("hi").call().content()).isEqualTo("answer 1");
  }

  @Test
  void theSampleOfEmbeddingsDoesWhatItSays() {
    FakeEmbeddingModel embeddingModel = new FakeEmbeddingModel();
    ByteStore store = new InMemoryByteStore();

    EmbeddingModel embeddings =
        CachingEmbeddingModel.builder(embeddingModel, store)
            .namespace("text-embedding-3-small")
            .batchSize(100)
            .build();

    assertThat(embeddings.embed("hi")).isEqualTo(embeddings.embed("hi"));
    assertThat(embeddingModel.asked()).hasSize(1);
  }
}

package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.InMemoryLlmCache;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.client.advisor.ToolCallAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/** What users of a ChatClient get from a caching model. */
class ChatClientTest {

  private final FakeChatModel fake = new FakeChatModel();
  private final CountingModelListener counts = new CountingModelListener();
  private final CachingChatModel model =
      CachingChatModel.builder(fake, new InMemoryLlmCache())
          .modelKey("fake")
          .listener(counts)
          .build();
  private final ChatClient client = ChatClient.create(model);

  record Colour(String name) {}

  record Size(int metres) {}

  @Test
  void systemTextAndHistoryAreMadePartOfTheKey() {
    assertThat(client.prompt("hi").call().content()).isEqualTo("answer 1");
    assertThat(client.prompt("hi").call().content()).isEqualTo("answer 1");
    assertThat(client.prompt("hi").system("Be brief.").call().content()).isEqualTo("answer 2");
    assertThat(client.prompt("hi").messages(new AssistantMessage("hello")).call().content())
        .isEqualTo("answer 3");
    assertThat(client.prompt("hi").system("Be brief.").call().content()).isEqualTo("answer 2");
  }

  @Test
  void aClientAndTheModelShareTheirEntries() {
    assertThat(model.call("hi")).isEqualTo("answer 1");
    assertThat(client.prompt("hi").call().content()).isEqualTo("answer 1");
  }

  @Test
  void theMarksReachTheUserOfTheClient() {
    client.prompt("hi").call().content();

    assertThat(CachingChatModel.isCached(client.prompt("hi").call().chatResponse())).isTrue();
    assertThat(client.prompt("hi").stream().chatResponse().collectList().block())
        .allMatch(CachingChatModel::isCached);
  }

  @Test
  void theFormatOfAnEntityIsPartOfTheKey() {
    fake.answering(prompt -> FakeChatModel.text("{\"name\": \"blue\", \"metres\": 3}"));

    assertThat(client.prompt("the sky").call().entity(Colour.class)).isEqualTo(new Colour("blue"));
    assertThat(client.prompt("the sky").call().entity(Size.class)).isEqualTo(new Size(3));
    assertThat(client.prompt("the sky").call().entity(Colour.class)).isEqualTo(new Colour("blue"));
    assertThat(fake.calls()).isEqualTo(2);
  }

  @Test
  void theTenantIsFoundInTheToolContextAlsoOnThreadsOfAdvisors() {
    fake.options(ToolCallingChatOptions.builder().build());
    Set<String> threads = ConcurrentHashMap.newKeySet();
    CachingChatModel perTenant =
        CachingChatModel.builder(fake, new InMemoryLlmCache())
            .modelKey("fake")
            .tenant(
                prompt -> {
                  threads.add(Thread.currentThread().getName());
                  return prompt.getOptions() instanceof ToolCallingChatOptions options
                      ? Objects.toString(options.getToolContext().get("tenant"), null)
                      : null;
                })
            .build();
    ChatMemory memory = MessageWindowChatMemory.builder().build();
    ChatClient remembering =
        ChatClient.builder(perTenant)
            .defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build())
            .build();

    for (String conversation : List.of("1", "2", "3")) {
      remembering
          .prompt("hi")
          .advisors(advisor -> advisor.param(ChatMemory.CONVERSATION_ID, conversation))
          .toolContext(Map.of("tenant", conversation.equals("3") ? "bob" : "ann"))
          .stream()
          .content()
          .blockLast();
    }

    assertThat(fake.calls()).isEqualTo(2);
    assertThat(threads).isNotEmpty().doesNotContain(Thread.currentThread().getName());
  }

  @Test
  void withAToolCallAdvisorEachCallOfTheModelIsCachedAndToolsRunAgain() {
    fake.options(ToolCallingChatOptions.builder().build());
    FakeTool tool = new FakeTool("count", "counts", "{\"type\": \"object\"}");
    AssistantMessage.ToolCall call = new AssistantMessage.ToolCall("1", "function", "count", "{}");
    fake.answering(
        prompt ->
            prompt.getInstructions().stream().anyMatch(m -> m.getMessageType() == MessageType.TOOL)
                ? FakeChatModel.text(prompt.getLastUserOrToolResponseMessage().toString())
                : new ChatResponse(
                    List.of(
                        new Generation(
                            AssistantMessage.builder()
                                .content("")
                                .toolCalls(List.of(call))
                                .build()))));
    ChatClient withTools =
        ChatClient.builder(model)
            .defaultAdvisors(ToolCallAdvisor.builder().build())
            .defaultToolCallbacks(tool)
            .build();

    String first = withTools.prompt("hi").call().content();
    String second = withTools.prompt("hi").call().content();

    assertThat(tool.calls()).isEqualTo(2);
    assertThat(first).contains("result 1");
    assertThat(second).contains("result 2");
    // The first call is a hit. The second is not, because the result of the tool is another one.
    assertThat(fake.calls()).isEqualTo(3);
    assertThat(counts.events()).containsExactly("miss", "miss", "hit", "miss");
  }
}

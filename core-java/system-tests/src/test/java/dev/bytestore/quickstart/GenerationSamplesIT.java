package dev.bytestore.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.InvalidToolCall;
import dev.bytestore.LlmCacheKeys;
import dev.bytestore.Message;
import dev.bytestore.ToolCall;
import dev.bytestore.UsageMetadata;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.testing.TestCassandra;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Java code of the document on generations, word for word. */
class GenerationSamplesIT {

  private final CqlSession session = TestCassandra.session();
  private final String prompt = "Why is the sky blue?";
  private final String llmString = "a model of the document on generations";
  private final List<String> ran = new ArrayList<>();

  @BeforeEach
  void createKeyspace() {
    TestCassandra.createKeyspace(session, "app", 1);
  }

  @Test
  void aTextIsStoredAndRead() {
    BlockingLlmCache cache = CassandraLlmCache.builder(session).keyspace("app").build().blocking();
    cache.delete(prompt, llmString);
    assertThat(cache.lookup(prompt, llmString)).isNull();

    Generation answer = Generation.of("Because of Rayleigh scattering.");
    cache.update(prompt, llmString, List.of(answer));

    List<Generation> found = cache.lookup(prompt, llmString); // null if there is no entry
    String text = found.get(0).text();

    assertThat(text).isEqualTo("Because of Rayleigh scattering.");
  }

  @Test
  void aChatMessageIsStoredAndRead() {
    BlockingLlmCache cache = CassandraLlmCache.builder(session).keyspace("app").build().blocking();

    Message message =
        Message.ai("Because of Rayleigh scattering.")
            .withId("chatcmpl-1")
            .withResponseMetadata(Map.of("model_name", "gpt-4o"))
            .withUsageMetadata(UsageMetadata.of(12, 6));
    Generation answer =
        Generation.chat(message).withGenerationInfo(Map.of("finish_reason", "stop"));
    cache.update(prompt, llmString, List.of(answer));

    Generation found = cache.lookup(prompt, llmString).get(0);
    Message stored = found.message(); // null if the generation is a text
    String text = found.text();
    UsageMetadata usage = stored.usageMetadata(); // null if the message has none
    long tokens = usage.totalTokens();

    assertThat(found).isEqualTo(answer);
    assertThat(text).isEqualTo("Because of Rayleigh scattering.");
    assertThat(tokens).isEqualTo(18);
    assertThat(storedText())
        .isEqualTo(
            """
            ["{\\"lc\\": 1, \\"type\\": \\"constructor\\", \
            \\"id\\": [\\"langchain\\", \\"schema\\", \\"output\\", \\"ChatGeneration\\"], \
            \\"kwargs\\": {\\"text\\": \\"Because of Rayleigh scattering.\\", \
            \\"generation_info\\": {\\"finish_reason\\": \\"stop\\"}, \
            \\"type\\": \\"ChatGeneration\\", \\"message\\": {\\"lc\\": 1, \
            \\"type\\": \\"constructor\\", \
            \\"id\\": [\\"langchain\\", \\"schema\\", \\"messages\\", \\"AIMessage\\"], \
            \\"kwargs\\": {\\"content\\": \\"Because of Rayleigh scattering.\\", \
            \\"response_metadata\\": {\\"model_name\\": \\"gpt-4o\\"}, \\"type\\": \\"ai\\", \
            \\"id\\": \\"chatcmpl-1\\", \\"usage_metadata\\": {\\"input_tokens\\": 12, \
            \\"output_tokens\\": 6, \\"total_tokens\\": 18}, \
            \\"tool_calls\\": [], \\"invalid_tool_calls\\": []}}}}"]\
            """);
  }

  private String storedText() {
    return session.execute("SELECT body_blob FROM app.langchain_llm_cache").all().stream()
        .map(row -> row.getString(0))
        .filter(text -> text.contains("chatcmpl-1"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void toolCallsAreStoredAndRead() {
    BlockingLlmCache cache = CassandraLlmCache.builder(session).keyspace("app").build().blocking();

    ToolCall call = new ToolCall("weather", Map.of("city", "Oslo", "days", 3), "call_1");
    Message message = Message.ai("").withToolCalls(List.of(call));
    cache.update(prompt, llmString, List.of(Generation.chat(message)));

    Message found = cache.lookup(prompt, llmString).get(0).message();
    for (ToolCall wanted : found.toolCalls()) {
      String city = (String) wanted.args().get("city");
      long days = (Long) wanted.args().get("days"); // whole numbers come back as Long
      runTool(wanted.name(), city, days);
    }

    Message result = Message.tool("3 °C and rain", "call_1");
    List<Message> history = List.of(Message.human("Weather in Oslo?"), found, result);
    String nextPrompt = LlmCacheKeys.chatPrompt(history);

    assertThat(ran).containsExactly("weather Oslo 3");
    assertThat(nextPrompt).contains("HumanMessage", "weather", "ToolMessage");
  }

  private void runTool(String name, String city, long days) {
    ran.add("%s %s %d".formatted(name, city, days));
  }

  @Test
  void aToolCallWithBrokenArgumentsIsKept() {
    Message message =
        Message.ai("")
            .withInvalidToolCalls(
                List.of(new InvalidToolCall("weather", "{\"city\": ", "call_1", "not JSON")));

    assertThat(message.invalidToolCalls()).hasSize(1);
    assertThat(message.toolCalls()).isEmpty();
  }

  @Test
  void usageHasDetails() {
    Map<String, Object> details = new LinkedHashMap<>(); // the order is part of a prompt
    details.put("input_token_details", Map.of("cache_read", 8));
    details.put("output_token_details", Map.of("reasoning", 4));
    UsageMetadata usage = new UsageMetadata(12, 6, 18, details);

    Message message = Message.ai("Hi").withUsageMetadata(usage);

    assertThat(message.usageMetadata()).isEqualTo(usage);
    assertThat(message.usageMetadata().details())
        .isEqualTo(
            Map.of(
                "input_token_details",
                Map.of("cache_read", 8L),
                "output_token_details",
                Map.of("reasoning", 4L)));
  }

  @Test
  void contentMayBeBlocksAndMessagesMayBeOfAnyClass() {
    Message blocks =
        Message.ai("")
            .withContent(
                List.of(
                    Map.of("type", "reasoning", "reasoning", "The user asks …"),
                    Map.of("type", "text", "text", "Because of Rayleigh scattering.")));
    Message critic = Message.of("ChatMessage", Map.of("content", "Too short.", "role", "critic"));

    assertThat(blocks.text()).isEqualTo("Because of Rayleigh scattering.");
    assertThat(critic.fields()).containsEntry("role", "critic");
    assertThatThrownBy(() -> Message.ai("Hi").withResponseMetadata(Map.of("at", new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("response_metadata");
  }
}

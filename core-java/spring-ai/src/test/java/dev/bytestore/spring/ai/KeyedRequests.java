package dev.bytestore.spring.ai;

import dev.bytestore.internal.model.ModelKey;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

/**
 * The keys of a fixed set of requests with all kinds of messages and options. It uses only classes
 * and methods that each supported version of Spring AI has.
 */
final class KeyedRequests implements Callable<List<String>> {

  @Override
  public List<String> call() throws ReflectiveOperationException {
    List<String> keys = new ArrayList<>();
    for (Map.Entry<String, Message> message : messages().entrySet()) {
      keys.add(key(message.getKey(), new Prompt(message.getValue())));
    }
    for (Map.Entry<String, ChatOptions> options : options().entrySet()) {
      keys.add(key(options.getKey(), new Prompt("hi", options.getValue())));
    }
    return keys;
  }

  private static String key(String name, Prompt prompt) {
    ModelKey key =
        new PromptKey(() -> ChatOptions.builder().model("fake-1").build(), "fake", null)
            .of(prompt, null);
    return "%s: %s %s".formatted(name, key.prompt(), key.llmString());
  }

  static Map<String, Message> messages() {
    Map<String, Object> metadata = Map.of("k", 1, "empty", List.of());
    List<AssistantMessage.ToolCall> calls =
        List.of(new AssistantMessage.ToolCall("1", "function", "add", "{\"a\": 1}"));
    Map<String, Message> messages = new LinkedHashMap<>();
    messages.put("system", new SystemMessage("Be brief."));
    messages.put("user", new UserMessage("hi"));
    messages.put("metadata", UserMessage.builder().text("hi").metadata(metadata).build());
    messages.put("answer", new AssistantMessage("hello"));
    messages.put(
        "answer with all fields",
        AssistantMessage.builder().content("hello").properties(metadata).toolCalls(calls).build());
    messages.put("tool calls", AssistantMessage.builder().toolCalls(calls).build());
    messages.put(
        "tool result",
        ToolResponseMessage.builder()
            .responses(List.of(new ToolResponseMessage.ToolResponse("1", "add", "2")))
            .build());
    messages.put(
        "image at a URL", media(Media.builder().data(URI.create("http://localhost/a.png"))));
    messages.put("image", media(Media.builder().data(new ByteArrayResource(new byte[] {1, 2}))));
    messages.put(
        "image with a name and an id",
        media(Media.builder().data(URI.create("http://localhost/a.png")).name("cat").id("7")));
    return messages;
  }

  private static Message media(Media.Builder media) {
    return UserMessage.builder()
        .text("hi")
        .media(List.of(media.mimeType(MimeTypeUtils.IMAGE_PNG).build()))
        .build();
  }

  static Map<String, ChatOptions> options() throws ReflectiveOperationException {
    Map<String, ChatOptions> options = new LinkedHashMap<>();
    options.put("no options", ChatOptions.builder().build());
    options.put(
        "all options",
        ChatOptions.builder()
            .model("fake-2")
            .temperature(0.0)
            .topP(0.5)
            .topK(3)
            .frequencyPenalty(0.25)
            .presencePenalty(0.75)
            .maxTokens(100)
            .stopSequences(List.of("END"))
            .build());
    options.put(
        "tools",
        disabled(
            ToolCallingChatOptions.builder()
                .toolCallbacks(List.of(new FakeTool("add", "adds", "{}")))
                .toolContext(Map.of("user", "ann"))
                .build()));
    return options;
  }

  /** In Spring AI 2.0, no model runs tools itself, and there is no such option. */
  private static ChatOptions disabled(ChatOptions options) throws ReflectiveOperationException {
    for (Method method : ToolCallingChatOptions.class.getMethods()) {
      if (method.getName().equals("setInternalToolExecutionEnabled")) {
        method.invoke(options, false);
      }
    }
    return options;
  }
}

package dev.bytestore.spring.ai;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** A model whose responses are numbered. */
public final class FakeChatModel implements ChatModel {

  private final AtomicInteger calls = new AtomicInteger();
  private ChatOptions options = ChatOptions.builder().model("fake-1").build();
  private Function<Prompt, ChatResponse> answers = prompt -> numbered(calls.get());
  private Function<Prompt, Flux<ChatResponse>> streams =
      prompt -> Flux.fromIterable(chunks(calls.get()));

  /** The number of calls and of subscriptions to streams. */
  public int calls() {
    return calls.get();
  }

  public void options(ChatOptions options) {
    this.options = options;
  }

  void answering(Function<Prompt, ChatResponse> answers) {
    this.answers = answers;
  }

  void streaming(Function<Prompt, Flux<ChatResponse>> streams) {
    this.streams = streams;
  }

  static ChatResponse numbered(int number) {
    return new ChatResponse(
        List.of(generation("answer " + number, "stop")), metadata(number, new DefaultUsage(11, 7)));
  }

  /** The chunks of {@link #numbered}. */
  static List<ChatResponse> chunks(int number) {
    return List.of(
        new ChatResponse(
            List.of(generation("answer", "")), metadata(number, new DefaultUsage(0, 0))),
        new ChatResponse(
            List.of(generation(" " + number, "stop")), metadata(number, new DefaultUsage(11, 7))));
  }

  static Generation generation(String text, String finishReason) {
    return new Generation(
        new AssistantMessage(text),
        ChatGenerationMetadata.builder().finishReason(finishReason).build());
  }

  static ChatResponse text(String text) {
    return new ChatResponse(List.of(new Generation(new AssistantMessage(text))));
  }

  private static ChatResponseMetadata metadata(int number, DefaultUsage usage) {
    return ChatResponseMetadata.builder().id("id-" + number).model("fake-1").usage(usage).build();
  }

  @Override
  public ChatResponse call(Prompt prompt) {
    calls.incrementAndGet();
    return answers.apply(prompt);
  }

  @Override
  public Flux<ChatResponse> stream(Prompt prompt) {
    return Flux.defer(
        () -> {
          calls.incrementAndGet();
          return streams.apply(prompt);
        });
  }

  @Override
  public ChatOptions getDefaultOptions() {
    return options;
  }

  /** Spring AI 2.0 calls this. */
  public ChatOptions getOptions() {
    return options;
  }
}

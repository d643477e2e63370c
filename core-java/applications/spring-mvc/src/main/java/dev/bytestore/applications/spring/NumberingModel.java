package dev.bytestore.applications.spring;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.stereotype.Component;

/** Stands for the model of a provider. Its answers contain its own id and a number. */
@Component
class NumberingModel implements ChatModel {

  private final UUID id = UUID.randomUUID();
  private final AtomicInteger calls = new AtomicInteger();

  @Override
  public ChatResponse call(Prompt prompt) {
    String answer = "answer %d of model %s".formatted(calls.incrementAndGet(), id);
    return new ChatResponse(List.of(new Generation(new AssistantMessage(answer))));
  }

  @Override
  public ChatOptions getDefaultOptions() {
    return ChatOptions.builder().model("numbering").build();
  }
}

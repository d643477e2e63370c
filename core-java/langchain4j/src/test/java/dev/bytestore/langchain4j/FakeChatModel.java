package dev.bytestore.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A model that counts its calls. By default, its response is the number of the call. */
public final class FakeChatModel implements ChatModel {

  private final AtomicInteger calls = new AtomicInteger();
  private final List<CompletableFuture<ChatResponse>> futures = new ArrayList<>();
  private Function<ChatRequest, ChatResponse> answer = request -> null;
  private Function<ChatRequest, CompletableFuture<ChatResponse>> asyncAnswer = request -> null;
  private ChatRequestParameters defaults =
      ChatRequestParameters.builder().modelName("fake-1").build();
  private ModelProvider provider = ModelProvider.OTHER;
  private List<ChatModelListener> listeners = List.of();

  public FakeChatModel answering(Function<ChatRequest, ChatResponse> answer) {
    this.answer = answer;
    return this;
  }

  public FakeChatModel answeringAsync(
      Function<ChatRequest, CompletableFuture<ChatResponse>> answer) {
    this.asyncAnswer = answer;
    return this;
  }

  FakeChatModel defaults(ChatRequestParameters defaults) {
    this.defaults = defaults;
    return this;
  }

  FakeChatModel provider(ModelProvider provider) {
    this.provider = provider;
    return this;
  }

  FakeChatModel listeners(ChatModelListener... listeners) {
    this.listeners = List.of(listeners);
    return this;
  }

  /** The number of calls of the model itself. */
  public int calls() {
    return calls.get();
  }

  /** The futures that the model has returned. */
  synchronized List<CompletableFuture<ChatResponse>> futures() {
    return List.copyOf(futures);
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    int number = calls.incrementAndGet();
    ChatResponse response = answer.apply(request);
    return response == null ? numbered(number) : response;
  }

  @Override
  public CompletableFuture<ChatResponse> doChatAsync(ChatRequest request) {
    int number = calls.incrementAndGet();
    CompletableFuture<ChatResponse> future = asyncAnswer.apply(request);
    if (future == null) {
      future = CompletableFuture.completedFuture(numbered(number));
    }
    synchronized (this) {
      futures.add(future);
    }
    return future;
  }

  public static ChatResponse numbered(int number) {
    return ChatResponse.builder()
        .aiMessage(AiMessage.from("answer " + number))
        .id("id-" + number)
        .modelName("fake-1")
        .tokenUsage(new TokenUsage(11, 7))
        .finishReason(FinishReason.STOP)
        .build();
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return defaults == null ? DefaultChatRequestParameters.EMPTY : defaults;
  }

  @Override
  public ModelProvider provider() {
    return provider;
  }

  @Override
  public List<ChatModelListener> listeners() {
    return listeners;
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
  }
}

package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.InMemoryLlmCache;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A model whose configuration cannot be read needs a modelKey. */
class ModelKeyTest {

  private final InMemoryLlmCache cache = new InMemoryLlmCache();

  private static final class Decorator implements ChatModel {

    private final ChatModel delegate;

    Decorator(ChatModel delegate) {
      this.delegate = delegate;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
      return delegate.chat(request);
    }
  }

  private static final class Subclass extends OllamaChatModel {

    Subclass() {
      super(OllamaChatModel.builder().baseUrl("http://localhost:1").modelName("m"));
    }
  }

  @Test
  void aModelThatIsNotKnownNeedsAModelKey() {
    ChatModel known = openAi().build();
    ChatModel proxy =
        (ChatModel)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ChatModel.class},
                (self, method, arguments) -> method.invoke(known, arguments));
    ChatModel anonymous = new ChatModel() {};
    ChatModel caching = CachingChatModel.builder(known, cache).build();

    for (ChatModel model :
        List.of(proxy, anonymous, caching, new Decorator(known), new Subclass())) {
      assertThatThrownBy(() -> CachingChatModel.builder(model, cache).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("modelKey: must be set", model.getClass().getName());
      CachingChatModel.builder(model, cache).modelKey("named").build();
    }
  }

  @Test
  void modelsShareAnswersUnderTheSameModelKeyOnly() {
    FakeChatModel fake = new FakeChatModel();
    ChatModel one = CachingChatModel.builder(fake, cache).modelKey("one").build();
    ChatModel two = CachingChatModel.builder(fake, cache).modelKey("two").build();
    ChatModel oneAgain =
        CachingChatModel.builder(new FakeChatModel(), cache).modelKey("one").build();

    assertThat(one.chat("hi")).isEqualTo("answer 1");
    assertThat(two.chat("hi")).isEqualTo("answer 2");
    assertThat(oneAgain.chat("hi")).isEqualTo("answer 1");
    assertThat(fake.calls()).isEqualTo(2);
  }

  @Test
  void aModelKeyIsNotBlank() {
    assertThatThrownBy(() -> CachingChatModel.builder(new FakeChatModel(), cache).modelKey(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("modelKey");
  }

  /** As frameworks do that pass on options which their configuration does not set. */
  @Test
  void headersAndQueryParametersThatAreNotSetNeedNoModelKey() {
    Map<String, String> none = null;
    List<String> unset = ProviderModel.keys(openAi().build());

    assertThat(ProviderModel.keys(openAi().customHeaders(none).build())).isEqualTo(unset);
    assertThat(ProviderModel.keys(openAi().customHeaders(Map.of()).build())).isEqualTo(unset);
    assertThat(ProviderModel.keys(openAi().customQueryParams(Map.of()).build())).isEqualTo(unset);
  }

  @Test
  void nobodyKnowsWhatASupplierOfHeadersWillSupply() {
    Supplier<Map<String, String>> supplier = Map::of;
    ChatModel model = openAi().customHeaders(supplier).build();

    assertThatThrownBy(() -> CachingChatModel.builder(model, cache).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("customHeadersSupplier");
  }

  private static OpenAiChatModel.OpenAiChatModelBuilder openAi() {
    return OpenAiChatModel.builder()
        .baseUrl("http://localhost:1")
        .apiKey(OptionValues.SECRET)
        .modelName("model-1");
  }
}

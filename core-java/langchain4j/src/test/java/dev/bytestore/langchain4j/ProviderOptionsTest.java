package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.googleai.GoogleAiEmbeddingModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.langchain4j.model.mistralai.MistralAiChatModel;
import dev.langchain4j.model.mistralai.MistralAiEmbeddingModel;
import dev.langchain4j.model.mistralai.MistralAiStreamingChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiResponsesChatModel;
import dev.langchain4j.model.openai.OpenAiResponsesStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two models that differ in one option share a key only if the option is listed here. Reflection
 * finds the options, so an option that a newer LangChain4j adds is tested too. No key contains the
 * value of an option in clear text.
 */
class ProviderOptionsTest {

  private static final List<Class<?>> MODELS =
      List.of(
          AnthropicChatModel.class,
          AnthropicStreamingChatModel.class,
          GoogleAiEmbeddingModel.class,
          GoogleAiGeminiChatModel.class,
          GoogleAiGeminiStreamingChatModel.class,
          MistralAiChatModel.class,
          MistralAiEmbeddingModel.class,
          MistralAiStreamingChatModel.class,
          OllamaChatModel.class,
          OllamaEmbeddingModel.class,
          OllamaStreamingChatModel.class,
          OpenAiChatModel.class,
          OpenAiEmbeddingModel.class,
          OpenAiResponsesChatModel.class,
          OpenAiResponsesStreamingChatModel.class,
          OpenAiStreamingChatModel.class);

  /** These options do not change responses. */
  private static final Set<String> SHARED =
      Set.of(
          "apiKey",
          "httpClientBuilder",
          "listeners",
          "logRequests",
          "logRequestsAndResponses",
          "logResponses",
          "logger",
          "maxRetries",
          "maxSegmentsPerBatch",
          "timeout");

  /** These may be secret and may change responses, so models with them need a modelKey. */
  static final Set<String> REFUSED = Set.of("customHeaders", "customQueryParams");

  static Stream<ProviderModel> models() {
    return MODELS.stream().map(ProviderModel::new);
  }

  static Stream<Arguments> options() {
    return models()
        .flatMap(
            model ->
                BuilderOption.of(model.newBuilder().getClass()).stream()
                    .map(option -> Arguments.of(model, option)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("options")
  void modelsThatDifferInOneOptionDoNotShareAKey(ProviderModel model, BuilderOption option) {
    Object one = with(model, option, 1);
    Object two = with(model, option, 2);

    if (REFUSED.contains(option.name())) {
      for (Object refused : List.of(one, two)) {
        assertThatThrownBy(() -> ProviderModel.keys(refused))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(option.name())
            .message()
            .doesNotContain(OptionValues.SECRET);
      }
      return;
    }
    List<String> keys = ProviderModel.keys(one);
    assertThat(keys).isEqualTo(ProviderModel.keys(with(model, option, 1)));
    if (SHARED.contains(option.name())) {
      assertThat(keys).isEqualTo(ProviderModel.keys(two));
    } else {
      assertThat(keys).isNotEqualTo(ProviderModel.keys(two));
    }
    // The default namespace of embeddings starts with the model's name, which is not secret.
    boolean isInNamespace =
        EmbeddingModel.class.isAssignableFrom(model.type()) && option.name().equals("modelName");
    assertThat(keys).noneMatch(key -> !isInNamespace && key.contains(OptionValues.SECRET));
  }

  static Object with(ProviderModel model, BuilderOption option, int variant) {
    Object builder = model.newBuilder();
    option.set(builder, variant);
    return model.build(builder);
  }

  @ParameterizedTest
  @MethodSource("models")
  void aSecretIsNoPartOfTheConfiguration(ProviderModel model) {
    String text = ModelConfiguration.text(model.build(model.newBuilder()), null, "modelKey");

    assertThat(text).contains("http://localhost:1").doesNotContain(OptionValues.SECRET);
  }

  @ParameterizedTest
  @MethodSource("models")
  void aBaseUrlThatMayHoldASecretIsRefused(ProviderModel model) {
    for (String part :
        List.of("u:SeCrEt@localhost:1/", "localhost/?k=SeCrEt", "localhost/#SeCrEt")) {
      Object refused = model.build(model.newBuilder("http://" + part));

      assertThatThrownBy(() -> ProviderModel.keys(refused))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("base URL")
          .message()
          .doesNotContain(OptionValues.SECRET);
    }
  }
}

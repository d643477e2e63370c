package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.internal.TextHash;
import dev.bytestore.internal.model.EmbeddingCache;
import dev.bytestore.internal.model.ModelKey;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.anthropic.AnthropicChatRequestParameters;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatRequestParameters;
import dev.langchain4j.model.ollama.OllamaChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiEmbeddingRequestParameters;
import dev.langchain4j.model.openai.OpenAiResponsesChatRequestParameters;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The parameters of a request may contain an API key, so no key of a cache contains the value of
 * any parameter in clear text. The byte store keeps the keys of embeddings in clear text, and each
 * {@code LlmCache} receives the llm string.
 */
class ParametersSecretTest {

  private static final List<Supplier<?>> BUILDERS =
      List.of(
          ChatRequestParameters::builder,
          AnthropicChatRequestParameters::builder,
          GoogleAiGeminiChatRequestParameters::builder,
          OllamaChatRequestParameters::builder,
          OpenAiChatRequestParameters::builder,
          OpenAiResponsesChatRequestParameters::builder,
          EmbeddingRequestParameters::builder,
          OpenAiEmbeddingRequestParameters::builder);

  static Stream<Arguments> options() {
    return BUILDERS.stream()
        .flatMap(
            builder -> {
              Class<?> type = builder.get().getClass();
              return BuilderOption.of(type).stream()
                  .map(option -> Arguments.of(type.getName(), option, builder));
            });
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("options")
  void aSecretInAnOptionIsNoPartOfAKey(String type, BuilderOption option, Supplier<?> builder) {
    List<String> keys = keys(builder, builder.get());
    Object changed = builder.get();
    option.set(changed, 1);

    assertThat(keys(builder, changed))
        .hasSameSizeAs(keys)
        .isNotEqualTo(keys)
        .noneMatch(key -> key.contains(OptionValues.SECRET));
  }

  @Test
  void anEmbeddingsKeyWithParametersNamesItsFormat() {
    Object parameters = EmbeddingRequestParameters.builder().dimensions(3).build();

    assertThat(embeddingKeys((EmbeddingRequestParameters) parameters))
        .containsExactly(
            "ns:bytestore-langchain4j-3:%s:%s"
                .formatted(
                    TextHash.sha256("{\"dimensions\": 3}"),
                    EmbeddingKeyEncoder.SHA256.encode("hi")));
  }

  private static List<String> keys(Supplier<?> builder, Object set) {
    Object parameters = build(set);
    if (parameters instanceof EmbeddingRequestParameters embeddings) {
      return embeddingKeys(embeddings);
    }
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("hi"))
            .parameters((ChatRequestParameters) parameters)
            .build();
    ModelKey key =
        new ChatKeys(
                () ->
                    new ChatKeys.Model(
                        ModelProvider.OTHER,
                        (ChatRequestParameters) build(builder.get()),
                        ModelIdentity.named("fake")),
                null)
            .of(request, null);
    return List.of(key.prompt(), key.llmString());
  }

  private static List<String> embeddingKeys(EmbeddingRequestParameters parameters) {
    return new EmbeddingSpaces(
            new FakeEmbeddingModel(),
            new EmbeddingCache(new InMemoryByteStore(), EmbeddingKeyEncoder.SHA256, null),
            "ns")
        .batch(List.of(EmbeddingInput.from("hi")), parameters)
        .keys();
  }

  static Object build(Object builder) {
    try {
      Method build = builder.getClass().getMethod("build");
      build.setAccessible(true);
      return build.invoke(builder);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}

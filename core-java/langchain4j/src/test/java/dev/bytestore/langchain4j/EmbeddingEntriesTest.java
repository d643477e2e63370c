package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.InMemoryByteStore;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.DimensionAwareEmbeddingModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stored value that is not an embedding of the model is never a hit. */
class EmbeddingEntriesTest {

  private final InMemoryByteStore store = new InMemoryByteStore();
  private final Scripted script = new Scripted();
  private final EmbeddingModel model =
      CachingEmbeddingModel.builder(script, store).namespace("ns").build();

  /** A model whose texts contain their embeddings: "1 2" has the embedding [1, 2]. */
  private static final class Scripted implements EmbeddingModel {

    final List<List<String>> asked = new ArrayList<>();
    Function<String, float[]> vectors = EmbeddingEntriesTest::vector;

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      List<String> texts = segments.stream().map(TextSegment::text).toList();
      asked.add(texts);
      return Response.from(
          texts.stream().map(vectors).map(Embedding::from).toList(), new TokenUsage(5));
    }

    @Override
    public EmbeddingResponse doEmbed(EmbeddingRequest request) {
      Response<List<Embedding>> response =
          embedAll(request.inputs().stream().map(i -> TextSegment.from(i.text())).toList());
      return EmbeddingResponse.builder()
          .embeddings(response.content())
          .tokenUsage(response.tokenUsage())
          .modelName(modelName())
          .build();
    }

    @Override
    public CompletableFuture<EmbeddingResponse> doEmbedAsync(EmbeddingRequest request) {
      return CompletableFuture.completedFuture(doEmbed(request));
    }

    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public Set<EmbeddingParameter<?>> supportedParameters() {
      return Set.of(EmbeddingRequestParameters.DIMENSIONS);
    }

    @Override
    public String modelName() {
      return "scripted";
    }
  }

  /** The embeddings of a batch and their token usage, for each method that takes a batch. */
  private interface Way {
    List<Embedding> embed(EmbeddingModel model, String... texts);
  }

  static List<Way> ways() {
    return List.of(
        (model, texts) ->
            model.embedAll(Stream.of(texts).map(TextSegment::from).toList()).content(),
        (model, texts) -> model.embed(request(texts)).embeddings(),
        (model, texts) -> model.embedAsync(request(texts)).join().embeddings());
  }

  private static EmbeddingRequest request(String... texts) {
    EmbeddingRequest.Builder request = EmbeddingRequest.builder();
    Stream.of(texts).forEach(request::input);
    return request.build();
  }

  private static float[] vector(String text) {
    String[] numbers = text.split(" ", -1);
    float[] vector = new float[numbers.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat(numbers[i]);
    }
    return vector;
  }

  private void keep(String text, String value) {
    store
        .blocking()
        .mset(Map.of("ns" + EmbeddingKeyEncoder.SHA256.encode(text), value.getBytes(UTF_8)));
  }

  private String kept(String text) {
    byte[] value =
        store.blocking().mget(List.of("ns" + EmbeddingKeyEncoder.SHA256.encode(text))).get(0);
    return value == null ? null : new String(value, UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[NaN, 1]", "[1, Infinity]", "[1, -Infinity]", "[1e39, 1]", "[1, -1e999]"})
  void anEntryWithANumberThatIsNotFiniteIsReplaced(String value) {
    keep("1 2", value);

    assertThat(model.embed("1 2").content().vector()).containsExactly(1, 2);
    assertThat(kept("1 2")).isEqualTo("[1.0, 2.0]");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anEmbeddingThatIsNotFiniteIsHandedOverAndNotKept(Way way) {
    assertThat(way.embed(model, "1 2", "NaN 1", "1 Infinity"))
        .extracting(Embedding::vector)
        .containsExactly(vector("1 2"), vector("NaN 1"), vector("1 Infinity"));

    assertThat(kept("1 2")).isEqualTo("[1.0, 2.0]");
    assertThat(store.blocking().yieldKeys()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void embeddingsOfOneCallThatDifferInDimensionAreHandedOverAndNotKept(Way way) {
    assertThat(way.embed(model, "1 2", "1 2 3"))
        .extracting(Embedding::vector)
        .containsExactly(vector("1 2"), vector("1 2 3"));

    assertThat(store.blocking().yieldKeys()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void entriesOfOtherDimensionsThanTheModelReturnsAreAskedForInASecondCall(Way way) {
    keep("3 4", "[3.0, 4.0, 0.0]");
    keep("5 6", "[5.0, 6.0, 0.0]");

    assertThat(way.embed(model, "1 2", "3 4", "5 6", "3 4"))
        .extracting(Embedding::vector)
        .containsExactly(vector("1 2"), vector("3 4"), vector("5 6"), vector("3 4"));

    assertThat(script.asked).containsExactly(List.of("1 2"), List.of("3 4", "5 6"));
    assertThat(kept("3 4")).isEqualTo("[3.0, 4.0]");
  }

  @Test
  void theTokenUsageOfBothCallsIsAdded() {
    keep("3 4", "[0.0]");
    assertThat(model.embed(request("1 2", "3 4")).tokenUsage()).isEqualTo(new TokenUsage(10));
    keep("7 8", "[0.0]");
    EmbeddingModel other = CachingEmbeddingModel.builder(script, store).namespace("ns").build();
    assertThat(
            other.embedAll(List.of(TextSegment.from("5 6"), TextSegment.from("7 8"))).tokenUsage())
        .isEqualTo(new TokenUsage(10));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void entriesThatDifferInDimensionAreAllMisses(Way way) {
    keep("1 2", "[1.0, 2.0, 0.0]");
    keep("3 4", "[3.0, 4.0]");

    assertThat(way.embed(model, "1 2", "3 4"))
        .extracting(Embedding::vector)
        .containsExactly(vector("1 2"), vector("3 4"));
    assertThat(script.asked).containsExactly(List.of("1 2", "3 4"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theDimensionThatTheModelReturnedBeforeCounts(Way way) {
    model.embed("1 2");
    keep("3 4", "[3.0, 4.0, 0.0]");

    assertThat(way.embed(model, "3 4"))
        .extracting(Embedding::vector)
        .containsExactly(vector("3 4"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aDimensionThatTheModelWasAskedForCounts(Way way) {
    keep("3 4", "[3.0, 4.0, 0.0]");
    assertThat(model.dimension()).isEqualTo(2);

    assertThat(way.embed(model, "3 4"))
        .extracting(Embedding::vector)
        .containsExactly(vector("3 4"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aDimensionThatTheModelsClassKnowsCounts(Way way) {
    keep("3 4", "[3.0, 4.0]");
    List<TextSegment> asked = new ArrayList<>();
    EmbeddingModel aware =
        new DimensionAwareEmbeddingModel() {
          @Override
          protected Integer knownDimension() {
            return 3;
          }

          @Override
          public CompletableFuture<EmbeddingResponse> doEmbedAsync(EmbeddingRequest request) {
            return CompletableFuture.completedFuture(doEmbed(request));
          }

          @Override
          public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            asked.addAll(segments);
            return Response.from(
                segments.stream().map(s -> Embedding.from(new float[] {1, 2, 3})).toList());
          }
        };
    EmbeddingModel caching = CachingEmbeddingModel.builder(aware, store).namespace("ns").build();

    assertThat(way.embed(caching, "3 4"))
        .extracting(Embedding::vector)
        .containsExactly(new float[] {1, 2, 3});
    way.embed(caching, "3 4");
    assertThat(asked).hasSize(1);
  }

  @Test
  void anEntryOfTheWrongDimensionOfAProvidersModelIsAMiss() {
    String answer =
        """
        {"object": "list", "model": "m", "data": [{"object": "embedding", "index": 0,
         "embedding": [0.5, 0.25]}], "usage": {"prompt_tokens": 1, "total_tokens": 1}}\
        """;
    keep("hi", "[0.5, 0.25, 0.125]");
    try (FakeProvider provider = new FakeProvider(answer)) {
      EmbeddingModel openAi =
          OpenAiEmbeddingModel.builder()
              .baseUrl(provider.url())
              .apiKey("key")
              .modelName("m")
              .dimensions(2)
              .build();
      EmbeddingModel caching = CachingEmbeddingModel.builder(openAi, store).namespace("ns").build();

      assertThat(caching.embed("hi").content().vector()).containsExactly(0.5f, 0.25f);
      assertThat(provider.received()).hasSize(1);
    }
  }

  /** A server may ignore the requested dimensions. */
  @Test
  void theModelsAnswersCountMoreThanTheDimensionsOfARequest() {
    for (int i = 0; i < 2; i++) {
      Embedding embedding =
          model
              .embed(
                  EmbeddingRequest.builder()
                      .input("1 2")
                      .parameters(FakeEmbeddingModel.parameters().dimensions(3).build())
                      .build())
              .embeddings()
              .get(0);
      assertThat(embedding.vector()).containsExactly(1, 2);
    }
    assertThat(script.asked).hasSize(1);
  }
}

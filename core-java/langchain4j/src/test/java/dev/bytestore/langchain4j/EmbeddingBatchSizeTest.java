package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.TokenUsage;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a batch size, each batch of missing texts is embedded and stored before the next one. */
class EmbeddingBatchSizeTest {

  private final ScriptedEmbeddingModel script = new ScriptedEmbeddingModel();
  private final InMemoryByteStore store = new InMemoryByteStore();

  private EmbeddingModel caching(int batchSize) {
    return caching(store, batchSize);
  }

  private EmbeddingModel caching(ByteStore store, int batchSize) {
    return CachingEmbeddingModel.builder(script, store)
        .keyEncoder(text -> text)
        .batchSize(batchSize)
        .build();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aBatchSizeThatIsNotPositiveIsRefused(int batchSize) {
    assertThatThrownBy(() -> CachingEmbeddingModel.builder(script, store).batchSize(batchSize))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize: %d is not positive".formatted(batchSize));
  }

  @ParameterizedTest
  @EnumSource
  void theEmbeddingsOfEarlierBatchesStayStoredIfTheModelFails(EmbeddingWay way) {
    List<String> texts = List.of("a", "bb", "ccc", "dddd", "eeeee");
    script.failsAt = 1;
    EmbeddingModel model = caching(2);

    assertThatThrownBy(() -> way.embed(model, texts))
        .hasMessageEndingWith(ScriptedEmbeddingModel.FAILURE);
    assertThat(store.blocking().yieldKeys()).containsExactly("a", "bb");
    assertThat(script.asked).hasSize(2);

    script.failsAt = -1;
    assertThat(way.embed(model, texts))
        .extracting(embedding -> embedding.vector()[0])
        .containsExactly(1f, 2f, 3f, 4f, 5f);
    assertThat(script.asked.subList(2, 4))
        .containsExactly(List.of("ccc", "dddd"), List.of("eeeee"));
  }

  @ParameterizedTest
  @EnumSource
  void aRepeatedTextIsAskedForOnceAlsoIfItIsInSeveralBatches(EmbeddingWay way) {
    assertThat(way.embed(caching(2), List.of("a", "a", "bb", "a", "ccc", "bb", "ccc")))
        .extracting(embedding -> embedding.vector()[0])
        .containsExactly(1f, 1f, 2f, 1f, 3f, 2f, 3f);

    assertThat(script.asked).containsExactly(List.of("a", "bb"), List.of("ccc"));
  }

  @ParameterizedTest
  @EnumSource
  void textsWithoutAKeyAreInBatchesToo(EmbeddingWay way) {
    List<String> texts = List.of("a", "\ud800", "bb", "\ud800", "ccc");

    assertThat(way.embed(caching(2), texts))
        .extracting(embedding -> embedding.vector()[0])
        .containsExactly(1f, 1f, 2f, 1f, 3f);

    assertThat(script.asked)
        .containsExactly(List.of("a", "\ud800"), List.of("bb", "\ud800"), List.of("ccc"));
    assertThat(store.blocking().yieldKeys()).containsExactly("a", "bb", "ccc");
  }

  @ParameterizedTest
  @EnumSource
  void aResponseThatIsTooShortLosesOnlyItsOwnBatch(EmbeddingWay way) {
    script.removesLastAt = 1;

    assertThatThrownBy(() -> way.embed(caching(2), List.of("a", "bb", "ccc", "dddd", "eeeee")))
        .hasMessageContaining("the model returned 1 embeddings for 2 inputs");

    assertThat(store.blocking().yieldKeys()).containsExactly("a", "bb");
  }

  @Property(tries = 300)
  void anyBatchSizeReturnsTheSameAndAsksForEachMissingTextOnce(
      @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 12) Integer> lengths,
      @ForAll Set<@IntRange(min = 1, max = 12) Integer> stored,
      @ForAll @IntRange(min = 1, max = 25) int batchSize) {
    for (EmbeddingWay way : EmbeddingWay.ALL) {
      ScriptedEmbeddingModel script = new ScriptedEmbeddingModel();
      InMemoryByteStore store = new InMemoryByteStore();
      CachingEmbeddingModel.Builder builder =
          CachingEmbeddingModel.builder(script, store).keyEncoder(text -> text);
      if (!stored.isEmpty()) {
        builder.build().embedAll(stored.stream().map("x"::repeat).map(TextSegment::from).toList());
        script.asked.clear();
      }
      if (lengths.isEmpty()) {
        continue; // LangChain4j refuses a request without inputs.
      }

      List<Embedding> embeddings =
          way.embed(
              builder.batchSize(batchSize).build(), lengths.stream().map("x"::repeat).toList());

      assertThat(embeddings)
          .extracting(embedding -> (int) embedding.vector()[0])
          .isEqualTo(lengths);
      Set<Integer> missing = new LinkedHashSet<>(lengths);
      missing.removeAll(stored);
      assertThat(script.asked.stream().flatMap(List::stream).map(String::length))
          .containsExactlyElementsOf(missing);
      assertThat(script.asked).hasSize((missing.size() + batchSize - 1) / batchSize);
      assertThat(script.asked).allMatch(batch -> batch.size() <= batchSize);
    }
  }

  @Test
  void theTokensOfAllBatchesAreAdded() {
    List<String> texts = List.of("a", "bb", "ccc");

    assertThat(caching(new InMemoryByteStore(), 1).embed(EmbeddingWay.request(texts)).tokenUsage())
        .isEqualTo(new TokenUsage(3));
    assertThat(caching(2).embedAll(texts.stream().map(TextSegment::from).toList()).tokenUsage())
        .isEqualTo(new TokenUsage(2));
  }

  @ParameterizedTest
  @EnumSource
  void storedEmbeddingsOfAnotherDimensionAreAskedForInBatchesToo(EmbeddingWay way) {
    List<String> texts = List.of("a", "bb", "ccc", "dddd", "eeeee", "ffffff");
    script.vectors = text -> new float[] {text.length(), 0, 0};
    way.embed(caching(10), texts.subList(0, 3));
    script.asked.clear();
    script.vectors = text -> new float[] {text.length(), 0};

    assertThat(way.embed(caching(2), texts))
        .extracting(Embedding::vector)
        .containsExactlyElementsOf(texts.stream().map(script.vectors).toList());

    assertThat(script.asked)
        .containsExactly(List.of("dddd", "eeeee"), List.of("a", "bb"), List.of("ccc", "ffffff"));
    script.asked.clear();
    way.embed(caching(2), texts);
    assertThat(script.asked).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void embeddingsOfAnotherDimensionThanThoseOfEarlierBatchesAreNotStored(EmbeddingWay way) {
    script.vectors = text -> new float[text.equals("bb") ? 3 : 2];

    assertThat(way.embed(caching(1), List.of("a", "bb", "ccc")))
        .extracting(Embedding::dimension)
        .containsExactly(2, 3, 2);

    assertThat(store.blocking().yieldKeys()).containsExactly("a");
  }

  @ParameterizedTest
  @EnumSource
  void aBatchThatCannotBeStoredDoesNotFailTheCall(EmbeddingWay way) {
    List<Set<?>> writes = new ArrayList<>();
    ByteStore failing =
        (ByteStore)
            Proxy.newProxyInstance(
                ByteStore.class.getClassLoader(),
                new Class<?>[] {ByteStore.class},
                (proxy, method, arguments) -> {
                  if (!method.getName().equals("msetAsync")) {
                    return method.invoke(store, arguments);
                  }
                  writes.add(((Map<?, ?>) arguments[0]).keySet());
                  return writes.size() == 1
                      ? CompletableFuture.failedFuture(new IllegalStateException("write"))
                      : method.invoke(store, arguments);
                });

    assertThat(way.embed(caching(failing, 2), List.of("a", "bb", "ccc"))).hasSize(3);

    assertThat(writes).containsExactly(Set.of("a", "bb"), Set.of("ccc"));
    assertThat(store.blocking().yieldKeys()).containsExactly("ccc");
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aHundredThousandBatchesNeedNoDeepStackAndNoQuadraticTime(EmbeddingWay way) {
    List<String> texts = IntStream.range(0, 100_000).mapToObj(Integer::toString).toList();

    assertThat(way.embed(caching(1), texts)).hasSize(texts.size());
    assertThat(script.asked).hasSize(texts.size());
  }
}

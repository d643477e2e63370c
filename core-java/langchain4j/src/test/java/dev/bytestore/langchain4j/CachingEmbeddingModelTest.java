package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.internal.model.EmbeddingCodec;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.listener.EmbeddingModelRequestContext;
import dev.langchain4j.model.embedding.request.DefaultEmbeddingRequestParameters;
import dev.langchain4j.model.embedding.request.EmbeddingInputType;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CachingEmbeddingModelTest {

  private static final String SHA256_OF_HELLO =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  private final FakeEmbeddingModel fake = new FakeEmbeddingModel();
  private final InMemoryByteStore memory = new InMemoryByteStore();
  private final List<String> calls = new ArrayList<>();
  private final ByteStore store = counting(memory);
  private final EmbeddingModel model =
      CachingEmbeddingModel.builder(fake, store).namespace("fake-embedding-1").build();

  @Test
  void aBatchIsOneCallOfTheStoreEachAndOfTheModelForWhatIsMissing() {
    model.embed("hello");
    calls.clear();

    Response<List<Embedding>> response = model.embedAll(segments("hi", "hello", "hey you", "hi"));

    assertThat(response.content()).extracting(e -> e.vector()[0]).containsExactly(2f, 5f, 7f, 2f);
    assertThat(fake.asked).containsExactly(List.of("hello"), List.of("hi", "hey you"));
    assertThat(calls).containsExactly("mgetAsync 3", "msetAsync 2");
    assertThat(response.tokenUsage()).isEqualTo(new TokenUsage(5));
  }

  @Test
  void whatIsKeptCostsNoTokens() {
    Response<List<Embedding>> asked = model.embedAll(segments("hi", "hello"));
    Response<List<Embedding>> kept = model.embedAll(segments("hello", "hi"));
    EmbeddingResponse request = model.embed(request().build());

    assertThat(kept.content()).containsExactly(asked.content().get(1), asked.content().get(0));
    assertThat(kept.tokenUsage()).isEqualTo(new TokenUsage(0, 0, 0));
    assertThat(request.tokenUsage()).isEqualTo(new TokenUsage(0, 0, 0));
    assertThat(request.modelName()).isEqualTo("fake-embedding-1");
    assertThat(fake.asked).hasSize(1);
  }

  @Test
  void eachEmbeddingIsItsOwn() {
    List<Embedding> embeddings = model.embedAll(segments("hello", "hello")).content();

    embeddings.get(0).normalize();

    assertThat(embeddings.get(1).vector()[0]).isEqualTo(5f);
    assertThat(model.embed("hello").content().vector()[0]).isEqualTo(5f);
  }

  @Test
  void allWaysToAskShareTheirEntries() {
    model.embed("hello");
    model.embed(TextSegment.from("hello"));
    model.embedAll(segments("hello"));
    model.embed(request().build());
    EmbeddingResponse async = model.embedAsync(request().build()).join();

    assertThat(async.embeddings()).extracting(e -> e.vector()[0]).containsExactly(5f);
    assertThat(fake.asked).hasSize(1);
  }

  @Test
  void theAsyncFormAsksAndKeeps() {
    EmbeddingResponse asked = model.embedAsync(request().input("hi").build()).join();

    assertThat(asked.embeddings()).extracting(e -> e.vector()[0]).containsExactly(5f, 2f);
    assertThat(asked.tokenUsage()).isEqualTo(new TokenUsage(5));
    assertThat(model.embed("hi").content().vector()[0]).isEqualTo(2f);
    assertThat(fake.asked).hasSize(1);
  }

  @Test
  void noTextsAreNoCalls() {
    assertThat(model.embedAll(List.of()).content()).isEmpty();
    assertThat(calls).isEmpty();
    assertThat(fake.asked).isEmpty();
  }

  @Test
  void keysAndValuesAreThoseOfPython() {
    model.embed("hello");

    String key = "fake-embedding-1" + SHA256_OF_HELLO;
    assertThat(memory.blocking().yieldKeys()).containsExactly(key);
    assertThat(new String(memory.blocking().mget(List.of(key)).get(0), UTF_8))
        .isEqualTo("[5.0, 0.0]");
  }

  @Test
  void whatPythonKeptIsRead() {
    String key = "fake-embedding-1" + SHA256_OF_HELLO;
    byte[] python = "[0.1, -1e-05, 3, 1e+16, 0.0123456789]".getBytes(UTF_8);
    memory.blocking().mset(Map.of(key, python));

    assertThat(model.embed("hello").content().vector())
        .containsExactly(0.1f, -1e-5f, 3f, (float) 1e16, (float) 0.0123456789);
    assertThat(fake.asked).isEmpty();
  }

  @Test
  void valuesThatAreNoEmbeddingsAreReplaced() {
    String key = "fake-embedding-1" + SHA256_OF_HELLO;
    for (String bad : List.of("", "[]", "{}", "[\"a\"]", "not json", "[1, null]", "3")) {
      memory.blocking().mset(Map.of(key, bad.getBytes(UTF_8)));

      assertThat(model.embed("hello").content().vector()[0]).isEqualTo(5f);
      assertThat(EmbeddingCodec.decode(memory.blocking().mget(List.of(key)).get(0))).isNotNull();
    }
  }

  @Test
  void parametersOfTheRequestChangeTheKey() {
    List<UnaryOperator<DefaultEmbeddingRequestParameters.Builder<?>>> changes =
        List.of(
            p -> p,
            p -> p.dimensions(3),
            p -> p.dimensions(4),
            p -> p.inputType(EmbeddingInputType.QUERY),
            p -> p.inputType(EmbeddingInputType.DOCUMENT),
            p -> p.modelName("fake-embedding-2"));
    for (int round = 0; round < 2; round++) {
      changes.forEach(
          change ->
              model.embed(
                  request()
                      .parameters(change.apply(FakeEmbeddingModel.parameters()).build())
                      .build()));
    }
    model.embed(
        request()
            .parameters(FakeEmbeddingModel.parameters().modelName("fake-embedding-1").build())
            .build());

    assertThat(fake.asked).hasSize(changes.size());
    fake.defaults = FakeEmbeddingModel.parameters().dimensions(5).build();
    assertThat(model.embed("hello").content().dimension()).isEqualTo(5);
  }

  @Test
  void aModelWhoseConfigurationIsNotKnownNeedsANamespace() {
    assertThatThrownBy(() -> CachingEmbeddingModel.builder(fake, store).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("namespace:", FakeEmbeddingModel.class.getName());
    CachingEmbeddingModel.builder(fake, store).namespace("mine").build().embed("hello");
    assertThat(memory.blocking().yieldKeys()).containsExactly("mine" + SHA256_OF_HELLO);
  }

  @Test
  void aBrokenStoreFailsNoCall() {
    for (boolean throwing : List.of(true, false)) {
      EmbeddingModel model =
          CachingEmbeddingModel.builder(fake, broken(throwing))
              .namespace("fake-embedding-1")
              .ttl(Duration.ofDays(1))
              .build();

      assertThat(model.embed("hello").content().vector()[0]).isEqualTo(5f);
      assertThat(model.embedAsync(request().build()).join().embeddings()).hasSize(1);
    }
    assertThat(fake.asked).hasSize(4);
  }

  @Test
  void aFailureOfTheModelIsThrownAndNothingIsKept() {
    fake.failure = new IllegalStateException("model");

    assertThatThrownBy(() -> model.embed("hello")).isSameAs(fake.failure);
    assertThatThrownBy(() -> model.embedAsync(request().build()).join()).hasCause(fake.failure);
    assertThat(memory.blocking().yieldKeys()).isEmpty();
  }

  @Test
  void aTextThatUtf8CannotTellFromOthersIsNeitherLookedUpNorKept() {
    List<Embedding> embeddings = model.embedAll(segments("\ud800", "hello", "\udc00a")).content();

    assertThat(embeddings).extracting(e -> e.vector()[0]).containsExactly(1f, 5f, 2f);
    model.embedAll(segments("\ud800", "hello", "\udc00a"));
    assertThat(fake.asked.get(1)).containsExactly("\ud800", "\udc00a");
    assertThat(memory.blocking().yieldKeys()).hasSize(1);
  }

  @Test
  void listenersSeeCallsOfTheModel() {
    List<Integer> seen = new ArrayList<>();
    fake.listeners =
        List.of(
            new EmbeddingModelListener() {
              @Override
              public void onRequest(EmbeddingModelRequestContext context) {
                seen.add(context.embeddingRequest().inputs().size());
              }
            });

    model.embedAll(segments("hi", "hello"));
    model.embedAll(segments("hi", "hello"));
    model.embed(request().input("hey you").build());

    assertThat(seen).containsExactly(2, 1);
  }

  @Test
  void itIsTheModelToThoseWhoAsk() {
    assertThat(model.dimension()).isEqualTo(2);
    assertThat(model.modelName()).isEqualTo("fake-embedding-1");
    assertThat(model.supportedParameters()).isEqualTo(fake.supportedParameters());
    assertThat(fake.asked).isEmpty();
  }

  private static EmbeddingRequest.Builder request() {
    return EmbeddingRequest.builder().input("hello");
  }

  private static List<TextSegment> segments(String... texts) {
    return Stream.of(texts).map(TextSegment::from).toList();
  }

  private ByteStore counting(ByteStore store) {
    return (ByteStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ByteStore.class},
            (proxy, method, arguments) -> {
              int size =
                  arguments[0] instanceof Map<?, ?> map
                      ? map.size()
                      : ((Collection<?>) arguments[0]).size();
              calls.add(method.getName() + " " + size);
              return method.invoke(store, arguments);
            });
  }

  private static ByteStore broken(boolean throwing) {
    RuntimeException failure = new UnsupportedOperationException("broken");
    return (ByteStore)
        Proxy.newProxyInstance(
            CachingEmbeddingModelTest.class.getClassLoader(),
            new Class<?>[] {ByteStore.class},
            (proxy, method, arguments) -> {
              if (throwing) {
                throw failure;
              }
              return CompletableFuture.failedFuture(failure);
            });
  }
}

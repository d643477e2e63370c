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
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever an embedding model or a store does, every call has an outcome. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddingOutcomesTest {

  private static final EmbeddingRequest REQUEST =
      EmbeddingRequest.builder().input("a").input("bc").build();

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Scripted script = new Scripted();
  private final InMemoryByteStore store = new InMemoryByteStore();
  private final EmbeddingModel model =
      CachingEmbeddingModel.builder(script, store).namespace("fake").build();

  /** A model that returns a given response, which may be null. */
  private static final class Scripted implements EmbeddingModel {
    EmbeddingResponse response;
    boolean hasNoFuture;
    boolean hasNoList;

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
      return response;
    }

    @Override
    public CompletableFuture<EmbeddingResponse> embedAsync(EmbeddingRequest request) {
      return hasNoFuture ? null : CompletableFuture.completedFuture(response);
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      return hasNoList ? null : Response.from(response.embeddings());
    }

    @Override
    public String modelName() {
      return "fake";
    }
  }

  /** LangChain4j's own response class accepts null embeddings. */
  private static EmbeddingResponse response(Embedding... embeddings) {
    return EmbeddingResponse.builder()
        .embeddings(new ArrayList<>(Arrays.asList(embeddings)))
        .build();
  }

  private static Embedding embedding() {
    return Embedding.from(new float[] {1, 2});
  }

  private void assertAllFail(String message) {
    assertThat(model.embedAsync(REQUEST))
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining(message);
    assertThatThrownBy(() -> model.embed(REQUEST)).hasMessageContaining(message);
    assertThatThrownBy(() -> model.embedAll(List.of(TextSegment.from("a"), TextSegment.from("bc"))))
        .hasMessageContaining(message);
    assertThat(store.blocking().yieldKeys()).isEmpty();
  }

  @Test
  void anEmbeddingOfNullFailsTheCallAndNothingOfItsBatchIsKept() {
    script.response = response(embedding(), null);

    assertAllFail("the model returned null instead of an embedding");

    script.response = response(embedding(), embedding());
    assertThat(model.embedAsync(REQUEST)).succeedsWithin(SOON);
  }

  @Test
  void aResponseOfNullFailsTheCall() {
    script.hasNoList = true;

    assertAllFail("the model returned null instead of a response");
  }

  @Test
  void aNullFutureFailsTheCall() {
    script.hasNoFuture = true;

    assertThat(model.embedAsync(REQUEST))
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("the model returned null instead of a future");
  }

  @Test
  void anErrorWhileAStoredValueIsReadIsAMiss() {
    script.response = response(embedding(), embedding());
    List<byte[]> values =
        new AbstractList<>() {
          @Override
          public byte[] get(int index) {
            throw new OutOfMemoryError("while a value is read");
          }

          @Override
          public int size() {
            return 2;
          }
        };
    EmbeddingModel model = over(CompletableFuture.completedFuture(values));

    assertThat(model.embedAsync(REQUEST)).succeedsWithin(SOON);
    assertThat(model.embed(REQUEST).embeddings()).hasSize(2);
  }

  @Test
  void aStoreThatReturnsNullInsteadOfAFutureIsAMiss() {
    script.response = response(embedding(), embedding());
    EmbeddingModel model = over(null);

    assertThat(model.embedAsync(REQUEST)).succeedsWithin(SOON);
    assertThat(model.embed(REQUEST).embeddings()).hasSize(2);
  }

  private EmbeddingModel over(CompletableFuture<?> outcome) {
    ByteStore store =
        (ByteStore)
            Proxy.newProxyInstance(
                ByteStore.class.getClassLoader(),
                new Class<?>[] {ByteStore.class},
                (proxy, method, arguments) ->
                    method.getName().equals("mgetAsync")
                        ? outcome
                        : CompletableFuture.completedFuture(null));
    return CachingEmbeddingModel.builder(script, store).namespace("fake").build();
  }

  @Test
  void anEmbeddingOfMoreNumbersThanAreReadIsNotKept() {
    Embedding longest = Embedding.from(new float[EmbeddingCodec.MAX_DIMENSION]);
    script.response =
        response(longest, Embedding.from(new float[EmbeddingCodec.MAX_DIMENSION + 1]));

    assertThat(model.embed(REQUEST).embeddings()).hasSize(2);

    assertThat(store.blocking().yieldKeys()).hasSize(1);
    assertThat(model.embed(EmbeddingRequest.builder().input("a").build()).embeddings())
        .containsExactly(longest);
  }

  @Test
  void aLongValueThatIsNoEmbeddingIsReplacedInASmallHeap() throws Exception {
    Path output = Files.createTempFile("long-value", ".txt");
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LongValue.class.getName())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(1, TimeUnit.MINUTES);
      process.destroyForcibly();

      assertThat(ended).isTrue();
      assertThat(Files.readAllLines(output)).endsWith("[2.0, 0.0]");
      assertThat(process.exitValue()).isZero();
    } finally {
      Files.delete(output);
    }
  }

  /** Reads eight megabytes of nested lists instead of an embedding. */
  static final class LongValue {

    private LongValue() {}

    public static void main(String[] arguments) {
      InMemoryByteStore store = new InMemoryByteStore();
      EmbeddingModel model =
          CachingEmbeddingModel.builder(new FakeEmbeddingModel(), store).namespace("fake").build();
      model.embed("hi");
      String key = store.blocking().yieldKeys().findFirst().orElseThrow();
      store.blocking().mset(Map.of(key, ("[" + "[1],".repeat(2_000_000) + "[1]]").getBytes(UTF_8)));
      model.embed("hi");
      System.out.println(new String(store.blocking().mget(List.of(key)).get(0), UTF_8));
    }
  }
}

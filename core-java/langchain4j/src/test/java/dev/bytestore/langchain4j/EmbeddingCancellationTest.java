package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call that is cancelled sends no further batch. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddingCancellationTest {

  private static final EmbeddingRequest REQUEST =
      EmbeddingWay.request(List.of("a", "bb", "ccc", "dddd", "eeeee"));

  /** A call of the model that the test completes. */
  private record Call(EmbeddingRequest request, CompletableFuture<EmbeddingResponse> response) {

    void succeed() {
      response.complete(
          EmbeddingResponse.builder()
              .embeddings(
                  request.inputs().stream()
                      .map(input -> Embedding.from(new float[] {input.text().length()}))
                      .toList())
              .build());
    }
  }

  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final BlockingQueue<CompletableFuture<Void>> writes = new LinkedBlockingQueue<>();
  private final InMemoryByteStore memory = new InMemoryByteStore();

  private final EmbeddingModel model =
      new EmbeddingModel() {
        @Override
        public CompletableFuture<EmbeddingResponse> embedAsync(EmbeddingRequest request) {
          CompletableFuture<EmbeddingResponse> response = new CompletableFuture<>();
          calls.add(new Call(request, response));
          return response;
        }

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
          throw new UnsupportedOperationException();
        }

        @Override
        public String modelName() {
          return "open";
        }
      };

  /** A store whose writes the test completes. They are in the store at once. */
  private final ByteStore store =
      (ByteStore)
          Proxy.newProxyInstance(
              ByteStore.class.getClassLoader(),
              new Class<?>[] {ByteStore.class},
              (proxy, method, arguments) -> {
                Object done = method.invoke(memory, arguments);
                if (!method.getName().equals("msetAsync")) {
                  return done;
                }
                CompletableFuture<Void> write = new CompletableFuture<>();
                writes.add(write);
                return write;
              });

  private final EmbeddingModel caching =
      CachingEmbeddingModel.builder(model, store).keyEncoder(text -> text).batchSize(2).build();

  @Test
  void aBatchIsSentWhenTheOneBeforeItIsStored() throws InterruptedException {
    CompletableFuture<EmbeddingResponse> response = caching.embedAsync(REQUEST);

    for (int batch = 0; batch < 3; batch++) {
      Call call = calls.take();
      call.succeed();
      CompletableFuture<Void> write = writes.take();
      assertThat(calls).isEmpty();
      assertThat(response).isNotDone();
      write.complete(null);
    }

    assertThat(response.join().embeddings())
        .extracting(embedding -> embedding.vector()[0])
        .containsExactly(1f, 2f, 3f, 4f, 5f);
    assertThat(calls).isEmpty();
  }

  @Test
  void aCallThatIsCancelledCancelsTheBatchInFlight() throws InterruptedException {
    CompletableFuture<EmbeddingResponse> response = caching.embedAsync(REQUEST);
    calls.take().succeed();
    writes.take().complete(null);
    Call second = calls.take();

    response.cancel(true);

    assertThat(second.response())
        .failsWithin(1, TimeUnit.MINUTES)
        .withThrowableThat()
        .isInstanceOf(CancellationException.class);
    assertThat(calls).isEmpty();
    assertThat(memory.blocking().yieldKeys()).containsExactly("a", "bb");
  }

  /** Many rounds, because nothing shows when a thread that would send the next batch is done. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCallThatIsDoneWhileABatchIsStoredSendsNoFurtherOne(boolean cancelled)
      throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      CompletableFuture<EmbeddingResponse> response = caching.embedAsync(REQUEST);
      calls.take().succeed();
      CompletableFuture<Void> write = writes.take();
      if (cancelled) {
        response.cancel(true);
      } else {
        response.completeExceptionally(new TimeoutException());
      }
      write.complete(null);

      assertThat(memory.blocking().yieldKeys()).containsExactly("a", "bb");
      memory.blocking().mdelete(List.of("a", "bb"));
    }
    assertThat(calls).isEmpty();
  }

  @Test
  void aBatchThatFailsEndsTheCall() throws InterruptedException {
    CompletableFuture<EmbeddingResponse> response = caching.embedAsync(REQUEST);
    calls.take().succeed();
    writes.take().complete(null);
    IllegalStateException failure = new IllegalStateException("model");

    calls.take().response().completeExceptionally(failure);

    assertThat(response).failsWithin(1, TimeUnit.MINUTES).withThrowableThat().withCause(failure);
    assertThat(calls).isEmpty();
    assertThat(memory.blocking().yieldKeys()).containsExactly("a", "bb");
  }
}

package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A blocking call whose thread is interrupted sends no further batch, and loses no write. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddingInterruptsTest {

  private static final List<String> TEXTS = List.of("a", "bb", "ccc", "dddd", "eeeee");

  private final ScriptedEmbeddingModel script = new ScriptedEmbeddingModel();
  private final ScriptedByteStore store = new ScriptedByteStore();
  private final EmbeddingModel caching =
      CachingEmbeddingModel.builder(script, store).keyEncoder(text -> text).batchSize(2).build();

  @AfterEach
  void clearInterrupt() {
    var unused = Thread.interrupted();
  }

  private void assertInterruptedAfterTheFirstBatch(EmbeddingWay way) {
    assertThatThrownBy(() -> way.embed(caching, TEXTS))
        .isInstanceOf(CancellationException.class)
        .hasMessage("interrupted, so no further batch was sent to the model");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(script.asked).containsExactly(List.of("a", "bb"));
  }

  /** The model ignores the interrupt. */
  @ParameterizedTest
  @EnumSource(names = {"EMBED_ALL", "REQUEST"})
  void anInterruptWhileTheModelIsAskedEndsTheCallAfterTheWrite(EmbeddingWay way) {
    script.vectors =
        text -> {
          Thread.currentThread().interrupt();
          return new float[] {text.length(), 0};
        };

    assertInterruptedAfterTheFirstBatch(way);

    assertThat(store.blocking().yieldKeys()).containsExactly("a", "bb");
  }

  @ParameterizedTest
  @EnumSource(names = {"EMBED_ALL", "REQUEST"})
  void anInterruptDuringAWriteDoesNotCancelTheWrite(EmbeddingWay way) {
    CompletableFuture<Void> write = new CompletableFuture<>();
    store.onWrite =
        () -> {
          Thread.currentThread().interrupt();
          return write;
        };

    assertInterruptedAfterTheFirstBatch(way);

    assertThat(write).isNotDone();
  }

  @ParameterizedTest
  @EnumSource(names = {"EMBED_ALL", "REQUEST"})
  void anInterruptDuringTheLastWriteReturnsTheEmbeddings(EmbeddingWay way) {
    CompletableFuture<Void> write = new CompletableFuture<>();
    store.onWrite =
        () -> {
          Thread.currentThread().interrupt();
          return write;
        };

    assertThat(way.embed(caching, List.of("a", "bb"))).hasSize(2);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(write).isNotDone();
  }

  @Test
  void anInterruptDuringTheLookupCancelsItAndTheModelIsAskedOnce() {
    CompletableFuture<List<byte[]>> read = new CompletableFuture<>();
    store.onRead = () -> read;
    Thread.currentThread().interrupt();

    assertInterruptedAfterTheFirstBatch(EmbeddingWay.EMBED_ALL);

    assertThat(read).isCancelled();
    assertThat(store.writes).containsExactly(List.of("a", "bb"));
  }
}

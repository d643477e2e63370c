package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.DocumentStore;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.DocumentSplitter;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is stored when a part of an ingestor fails. */
class ParentIngestionFailuresTest {

  private static final List<Document> DOCUMENTS =
      List.of(Document.from("one two"), Document.from("three four"));
  private static final List<String> IDS = List.of("a", "b");

  private final FakeEmbeddingModel model = new FakeEmbeddingModel();
  private final FakeEmbeddingStore chunks = new FakeEmbeddingStore();
  private final ScriptedByteStore store = new ScriptedByteStore();
  private final RuntimeException failure = new IllegalStateException("failed");

  private ParentDocumentIngestor.Builder builder() {
    return ParentDocumentIngestor.builder()
        .childSplitter(words())
        .embeddingModel(model)
        .embeddingStore(chunks)
        .documentStore(DocumentStore.of(store))
        .batchSize(2);
  }

  private static DocumentSplitter words() {
    return document -> Arrays.stream(document.text().split(" ")).map(TextSegment::from).toList();
  }

  private void assertFails(ParentDocumentIngestor ingestor) {
    assertThatThrownBy(() -> ingestor.ingest(DOCUMENTS, IDS)).isSameAs(failure);
  }

  private void assertOnlyTheFirstBatchIsStored() {
    assertThat(keys()).containsExactly("a");
    assertThat(chunks.texts()).containsExactly("one", "two");
  }

  private List<String> keys() {
    return store.blocking().yieldKeys().sorted().toList();
  }

  @Test
  void ifASplitterFailsEarlierBatchesAreStored() {
    DocumentSplitter failing =
        document -> {
          if (document.text().startsWith("three")) {
            throw failure;
          }
          return words().split(document);
        };

    assertFails(builder().childSplitter(failing).build());

    assertOnlyTheFirstBatchIsStored();
  }

  @Test
  void ifTheModelFailsNothingOfItsBatchIsStored() {
    EmbeddingModel failing =
        new EmbeddingModel() {
          @Override
          public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            if (segments.get(0).text().equals("three")) {
              throw failure;
            }
            return model.embedAll(segments);
          }
        };

    assertFails(builder().embeddingModel(failing).build());

    assertOnlyTheFirstBatchIsStored();
  }

  @Test
  void ifTheDocumentStoreFailsNoChunkOfTheBatchIsStored() {
    store.beforeWrite =
        () -> {
          if (!store.writes.isEmpty()) {
            throw failure;
          }
        };

    assertFails(builder().build());

    assertOnlyTheFirstBatchIsStored();
  }

  @Test
  void ifTheEmbeddingStoreFailsTheParentsOfTheBatchAreStored() {
    chunks.failure = failure;

    assertFails(builder().build());

    assertThat(keys()).containsExactly("a");
    assertThat(chunks.chunks).isEmpty();
  }

  @Test
  void theSameCallCompletesWhatFailed() {
    ParentDocumentIngestor ingestor = builder().build();
    chunks.failure = failure;
    assertFails(ingestor);
    chunks.failure = null;
    model.failure = failure;
    assertThatThrownBy(() -> ingestor.ingest(DOCUMENTS, IDS)).hasMessage("failed");
    model.failure = null;

    ingestor.ingest(DOCUMENTS, IDS);
    ingestor.ingest(DOCUMENTS, IDS);

    assertThat(keys()).containsExactly("a", "b");
    assertThat(chunks.texts()).containsExactly("one", "two", "three", "four");
  }

  @Test
  void aSplitterThatReturnsNullFailsTheCall() {
    for (DocumentSplitter nulls :
        List.<DocumentSplitter>of(d -> null, d -> Collections.singletonList(null))) {
      assertThatThrownBy(() -> builder().childSplitter(nulls).build().ingest(DOCUMENTS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("the child splitter returned null instead of a");
      assertThatThrownBy(() -> builder().parentSplitter(nulls).build().ingest(DOCUMENTS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("the parent splitter returned null instead of a");
    }
    assertThat(store.writes).isEmpty();
  }

  @Test
  void aModelThatReturnsNoOrOtherEmbeddingsFailsTheCallAndNothingIsStored() {
    Embedding one = Embedding.from(new float[] {1});
    assertModelFails(null, "the model returned null instead of a response");
    assertModelFails(Response.from(List.of(one)), "the model returned 1 embeddings for 2 inputs");
    assertModelFails(
        Response.from(Arrays.asList(one, null)), "the model returned null instead of an embedding");
    assertThat(store.writes).isEmpty();
    assertThat(chunks.adds).isZero();
  }

  private void assertModelFails(Response<List<Embedding>> response, String message) {
    EmbeddingModel odd =
        new EmbeddingModel() {
          @Override
          public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            return response;
          }
        };
    assertThatThrownBy(() -> builder().embeddingModel(odd).build().ingest(DOCUMENTS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
  }

  @Test
  void anInterruptWhileParentsAreWrittenEndsTheCall() {
    CompletableFuture<Void> write = new CompletableFuture<>();
    store.onWrite = () -> write;
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> builder().build().ingest(DOCUMENTS))
        .isInstanceOf(CancellationException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(write).isCancelled();
    assertThat(chunks.chunks).isEmpty();
  }
}

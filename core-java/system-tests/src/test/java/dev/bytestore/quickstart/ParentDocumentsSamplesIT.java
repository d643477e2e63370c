package dev.bytestore.quickstart;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.DocumentStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.langchain4j.ParentDocumentIngestor;
import dev.bytestore.langchain4j.ParentDocumentRetriever;
import dev.bytestore.testing.TestCassandra;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.splitter.DocumentSplitters;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Java code about parent documents in the document on LangChain4j, word for word. */
class ParentDocumentsSamplesIT {

  private final CqlSession session = TestCassandra.session();
  private final InMemoryEmbeddingStore<TextSegment> embeddingStore = new InMemoryEmbeddingStore<>();
  private final Document manual = Document.from("Hold the button. ".repeat(60));
  private final Document other = Document.from("Wait. ".repeat(60));
  private final Document newManual = Document.from("Pull the plug. ".repeat(60));

  private final EmbeddingModel embeddingModel =
      new EmbeddingModel() {
        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
          return Response.from(
              segments.stream()
                  .map(segment -> Embedding.from(new float[] {segment.text().length()}))
                  .toList());
        }
      };

  @Test
  void theSampleFindsTheManualThroughItsChunks() {
    TestCassandra.createKeyspace(session, "app", 1);
    session.execute("DROP TABLE IF EXISTS app.manuals");

    DocumentStore documents =
        DocumentStore.of(
            CassandraByteStore.builder(session).keyspace("app").table("manuals").build());
    ParentDocumentIngestor ingestor =
        ParentDocumentIngestor.builder()
            .childSplitter(DocumentSplitters.recursive(400, 0))
            .embeddingModel(embeddingModel)
            .embeddingStore(embeddingStore)
            .documentStore(documents)
            .build();
    ingestor.ingest(List.of(manual), List.of("manual-7"));

    ContentRetriever retriever =
        ParentDocumentRetriever.builder()
            .retriever(
                EmbeddingStoreContentRetriever.builder()
                    .embeddingModel(embeddingModel)
                    .embeddingStore(embeddingStore)
                    .maxResults(10)
                    .build())
            .documentStore(documents)
            .build();
    List<Content> manuals = retriever.retrieve(Query.from("How do I reset it?"));

    assertThat(manuals)
        .extracting(content -> content.textSegment().text())
        .containsExactly(manual.text());

    embeddingStore.removeAll(metadataKey("doc_id").isEqualTo("manual-7"));
    documents.blocking().mdelete(List.of("manual-7"));
    ingestor.ingest(List.of(newManual), List.of("manual-7"));

    assertThat(retriever.retrieve(Query.from("How do I reset it?")))
        .extracting(content -> content.textSegment().text())
        .containsExactly(newManual.text());
  }

  @Test
  void theSampleUpdatesTheParentsOfADocument() {
    DocumentStore documents = DocumentStore.of(new InMemoryByteStore());
    ParentDocumentIngestor partsIngestor =
        ParentDocumentIngestor.builder()
            .parentSplitter(DocumentSplitters.recursive(200, 0))
            .childSplitter(DocumentSplitters.recursive(40, 0))
            .embeddingModel(embeddingModel)
            .embeddingStore(embeddingStore)
            .documentStore(documents)
            .build();
    partsIngestor.ingest(List.of(manual, other), List.of("manual-7", "manual-70"));

    List<String> ids = documents.blocking().yieldKeys("manual-7/").toList();
    if (!ids.isEmpty()) { // isIn refuses an empty list
      embeddingStore.removeAll(metadataKey("doc_id").isIn(ids));
      documents.blocking().mdelete(ids);
    }
    partsIngestor.ingest(List.of(newManual), List.of("manual-7"));

    ContentRetriever retriever =
        ParentDocumentRetriever.builder()
            .retriever(
                EmbeddingStoreContentRetriever.builder()
                    .embeddingModel(embeddingModel)
                    .embeddingStore(embeddingStore)
                    .maxResults(1_000)
                    .build())
            .documentStore(documents)
            .failOnMissing(true)
            .build();
    assertThat(ids).hasSizeGreaterThan(1);
    assertThat(retriever.retrieve(Query.from("How do I reset it?")))
        .extracting(content -> content.textSegment().text().substring(0, 4))
        .contains("Pull", "Wait")
        .doesNotContain("Hold");
  }
}

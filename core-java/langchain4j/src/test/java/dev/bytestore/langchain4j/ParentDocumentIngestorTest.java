package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.DocumentStore;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.DocumentSplitter;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.document.splitter.DocumentByCharacterSplitter;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParentDocumentIngestorTest {

  private final FakeEmbeddingModel model = new FakeEmbeddingModel();
  private final FakeEmbeddingStore chunks = new FakeEmbeddingStore();
  private final ScriptedByteStore store = new ScriptedByteStore();
  private final DocumentStore documents = DocumentStore.of(store);

  private ParentDocumentIngestor.Builder builder() {
    return ParentDocumentIngestor.builder()
        .childSplitter(words())
        .embeddingModel(model)
        .embeddingStore(chunks)
        .documentStore(documents);
  }

  /** Gives all parts the metadata of the document, and not a copy. */
  private static DocumentSplitter words() {
    return document ->
        Arrays.stream(document.text().split(" "))
            .map(word -> TextSegment.from(word, document.metadata()))
            .toList();
  }

  private static DocumentSplitter lines() {
    return document ->
        Arrays.stream(document.text().split("\n"))
            .map(line -> TextSegment.from(line, document.metadata().copy().put("line", line)))
            .toList();
  }

  private static Document document(String text) {
    return Document.from(text, Metadata.from("source", "s"));
  }

  @Test
  void documentsAreTheParentsOfTheirChunks() {
    List<String> ids = builder().build().ingest(List.of(document("one two"), document("three")));

    assertThat(ids).hasSize(2).allSatisfy(id -> assertThat(UUID.fromString(id)).isNotNull());
    assertThat(documents.blocking().mget(ids))
        .containsExactly(
            dev.bytestore.Document.of("one two", Map.of("source", "s")),
            dev.bytestore.Document.of("three", Map.of("source", "s")));
    assertThat(chunks.texts()).containsExactly("one", "two", "three");
    assertThat(chunks.parents()).containsExactly(ids.get(0), ids.get(0), ids.get(1));
    assertThat(chunks.chunks.values())
        .allSatisfy(chunk -> assertThat(chunk.metadata().getString("source")).isEqualTo("s"));
    assertThat(store.writes).hasSize(1);
    assertThat(model.asked).containsExactly(List.of("one", "two", "three"));
  }

  @Test
  void theDocumentsOfTheCallerAreNotChanged() {
    Document given = document("one two");

    builder().build().ingest(List.of(given));

    assertThat(given).isEqualTo(document("one two"));
  }

  @Test
  void theParentsAreFoundThroughTheirChunks() {
    InMemoryEmbeddingStore<TextSegment> embeddings = new InMemoryEmbeddingStore<>();
    builder()
        .childSplitter(new DocumentByCharacterSplitter(4, 0))
        .embeddingStore(embeddings)
        .build()
        .ingest(List.of(document("one two"), document("three four")), List.of("a", "b"));
    ParentDocumentRetriever retriever =
        ParentDocumentRetriever.builder()
            .retriever(
                EmbeddingStoreContentRetriever.builder()
                    .embeddingStore(embeddings)
                    .embeddingModel(model)
                    .maxResults(10)
                    .offloadBlocking(true)
                    .build())
            .documentStore(documents)
            .build();

    assertThat(retriever.retrieve(Query.from("q")))
        .extracting(content -> content.textSegment().text())
        .containsExactlyInAnyOrder("one two", "three four");
    assertThat(retriever.retrieveAsync(Query.from("q")).join()).hasSize(2);
  }

  @Test
  void aParentSplitterMakesSeveralParentsOfADocument() {
    List<String> ids =
        builder()
            .parentSplitter(lines())
            .build()
            .ingest(List.of(document("a b\nc"), document("d")), List.of("x", "y"));

    assertThat(ids).containsExactly("x/0", "x/1", "y/0");
    assertThat(documents.blocking().mget(ids))
        .extracting(dev.bytestore.Document::pageContent)
        .containsExactly("a b", "c", "d");
    assertThat(documents.blocking().mget(ids).get(0).metadata())
        .isEqualTo(Map.of("source", "s", "line", "a b"));
    assertThat(chunks.parents()).containsExactly("x/0", "x/0", "x/1", "y/0");
  }

  @Test
  void randomIdsAreMadeForTheParentsOfAParentSplitter() {
    List<String> ids = builder().parentSplitter(lines()).build().ingest(List.of(document("a\nb")));

    assertThat(ids).hasSize(2).doesNotHaveDuplicates();
    assertThat(chunks.parents()).isEqualTo(ids);
  }

  @Test
  void aRepeatedCallWithTheSameIdsOverwritesParentsAndChunks() {
    ParentDocumentIngestor ingestor = builder().build();
    ingestor.ingest(List.of(document("one two"), document("one")), List.of("a", "b"));
    Map<String, TextSegment> first = Map.copyOf(chunks.chunks);

    ingestor.ingest(List.of(document("one")), List.of("b"));
    ingestor.ingest(List.of(document("one two")), List.of("a"));

    assertThat(chunks.chunks).isEqualTo(first).hasSize(3);
    assertThat(chunks.chunks.keySet())
        .allSatisfy(id -> assertThat(UUID.fromString(id)).isNotNull());
    assertThat(documents.blocking().yieldKeys()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void theMetadataOfParentsIsWrittenAsJsonThatPythonReads() {
    UUID uuid = UUID.randomUUID();
    Metadata metadata =
        new Metadata().put("u", uuid).put("i", 1).put("l", 2L).put("f", 0.7f).put("d", 0.5);
    Document given = Document.from("text", metadata.put("doc_id", "of the user"));

    builder().build().ingest(List.of(given), List.of("a"));

    assertThat(documents.blocking().mget(List.of("a")).get(0).metadata())
        .isEqualTo(
            Map.of(
                "u",
                uuid.toString(),
                "i",
                1L,
                "l",
                2L,
                "f",
                0.7,
                "d",
                0.5,
                "doc_id",
                "of the user"));
    assertThat(chunks.parents()).containsExactly("a");
  }

  @Test
  void chunksKeepOnlyTheChosenMetadata() {
    Document given = Document.from("one", new Metadata().put("a", "1").put("b", "2"));

    builder()
        .childMetadataNames(List.of("b", "absent"))
        .idKey("parent")
        .build()
        .ingest(List.of(given), List.of("x"));

    assertThat(chunks.chunks.values())
        .extracting(chunk -> chunk.metadata().toMap())
        .containsExactly(Map.of("b", "2", "parent", "x"));
    assertThat(documents.blocking().mget(List.of("x")).get(0).metadata())
        .isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @Test
  void chunksAreEmbeddedAndStoredInBatches() {
    List<Document> given =
        List.of(document("1 2 3 4 5"), document("6"), document("7 8"), document("9"));

    builder().batchSize(2).build().ingest(given, List.of("a", "b", "c", "d"));

    assertThat(model.asked)
        .containsExactly(
            List.of("1", "2"),
            List.of("3", "4"),
            List.of("5", "6"),
            List.of("7", "8"),
            List.of("9"));
    assertThat(store.writes)
        .containsExactly(List.of("a"), List.of("b"), List.of("c"), List.of("d"));
    assertThat(chunks.parents()).containsExactly("a", "a", "a", "a", "a", "b", "c", "c", "d");
  }

  @Test
  void parentsWithoutChunksAreStoredInBatchesToo() {
    List<Document> given = IntStream.range(0, 5).mapToObj(i -> document("text")).toList();

    List<String> ids =
        builder().childSplitter(parent -> List.of()).batchSize(2).build().ingest(given);

    assertThat(store.writes).hasSize(3);
    assertThat(documents.blocking().mget(ids)).doesNotContainNull();
    assertThat(model.asked).isEmpty();
    assertThat(chunks.adds).isZero();
  }

  @Test
  void aDocumentWithoutParentsIsNotStored() {
    assertThat(
            builder().parentSplitter(whole -> List.of()).build().ingest(List.of(document("text"))))
        .isEmpty();
    assertThat(builder().build().ingest(List.of())).isEmpty();
    assertThat(store.writes).isEmpty();
    assertThat(chunks.adds).isZero();
  }
}

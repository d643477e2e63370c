package dev.bytestore.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.DocumentStore;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.langchain4j.ParentDocumentIngestor;
import dev.bytestore.langchain4j.ParentDocumentRetriever;
import dev.bytestore.testing.TestCassandra;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Java and LangChain's retrievers of parent documents share the parents in a real Cassandra. */
class ParentDocumentsInteropIT {

  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final List<String> QUERIES = List.of("red", "blue fish", "Рыба 🐟", "nothing");

  private final PythonPeer peer = PythonPeer.shared();
  private final DocumentStore documents =
      DocumentStore.of(
          CassandraByteStore.builder(TestCassandra.session())
              .keyspace(KEYSPACE)
              .table("parents")
              .build());
  private final String store =
      peer.make("CassandraByteStore", "SYNC", Map.of("keyspace", KEYSPACE, "table", "parents"));

  @BeforeEach
  void empty() {
    TestCassandra.session().execute("TRUNCATE %s.parents".formatted(KEYSPACE));
  }

  /** A document as Python's calls receive and return it. */
  record Plain(String text, Map<String, Object> metadata) {

    static List<Plain> list(JsonNode documents) {
      return StreamSupport.stream(documents.spliterator(), false)
          .map(
              document ->
                  new Plain(
                      document.get("page_content").textValue(),
                      new ObjectMapper()
                          .convertValue(
                              document.get("metadata"),
                              new TypeReference<Map<String, Object>>() {})))
          .toList();
    }

    Map<String, Object> arguments() {
      return Map.of("page_content", text, "metadata", metadata);
    }
  }

  private void ingestInPython(List<Plain> parents, List<String> ids) {
    peer.call(
        "ingest_parents",
        Map.of(
            "name",
            "retriever",
            "store",
            store,
            "documents",
            parents.stream().map(Plain::arguments).toList(),
            "ids",
            ids));
  }

  private List<Plain> chunksInPython(String query) {
    return Plain.list(peer.call("find_chunks", Map.of("on", "retriever", "query", query)));
  }

  private List<Plain> parentsInPython(String query, boolean async) {
    return Plain.list(
        peer.call("retrieve", Map.of("on", "retriever", "query", query, "is_async", async)));
  }

  /** The parents of the chunks that Python finds. Both methods of the retriever must agree. */
  private List<Content> parentsInJava(String query, String idKey) {
    List<Content> chunks =
        chunksInPython(query).stream()
            .map(
                chunk ->
                    Content.from(
                        TextSegment.from(
                            chunk.text(),
                            Metadata.from(idKey, (String) chunk.metadata().get(idKey)))))
            .toList();
    ContentRetriever retriever =
        ParentDocumentRetriever.builder()
            .retriever(
                new ContentRetriever() {
                  @Override
                  public List<Content> retrieve(Query asked) {
                    return chunks;
                  }

                  @Override
                  public CompletableFuture<List<Content>> retrieveAsync(Query asked) {
                    return CompletableFuture.completedFuture(chunks);
                  }
                })
            .documentStore(documents)
            .idKey(idKey)
            .build();
    List<Content> parents = retriever.retrieve(Query.from(query));
    assertThat(retriever.retrieveAsync(Query.from(query)).join()).isEqualTo(parents);
    return parents;
  }

  private static List<String> texts(List<Content> contents) {
    return contents.stream().map(content -> content.textSegment().text()).toList();
  }

  @Test
  void javaFindsTheParentsThatPythonIngestedInTheSameOrder() {
    ingestInPython(
        List.of(
            new Plain("one red fish", Map.of("page", 1, "tags", List.of("a"))),
            new Plain("two blue fish", Map.of("page", 2.5, "read", true)),
            new Plain("красная рыба 🐟", Map.of("source", "é"))),
        List.of("a", "b", "ключ"));

    for (String query : QUERIES) {
      List<Plain> expected = parentsInPython(query, false);
      List<Content> found = parentsInJava(query, "doc_id");

      assertThat(expected).hasSize(3);
      assertThat(parentsInPython(query, true)).isEqualTo(expected);
      assertThat(texts(found)).isEqualTo(expected.stream().map(Plain::text).toList());
      assertThat(found)
          .extracting(
              content -> content.textSegment().text(),
              content -> content.textSegment().metadata().toMap())
          .containsExactlyInAnyOrder(
              tuple("one red fish", Map.of("doc_id", "a", "page", 1L, "tags", "[\"a\"]")),
              tuple("two blue fish", Map.of("doc_id", "b", "page", 2.5, "read", "true")),
              tuple("красная рыба 🐟", Map.of("doc_id", "ключ", "source", "é")));
    }
  }

  @Test
  void aParentThatIsDeletedIsLeftOutByBoth() {
    ingestInPython(
        List.of(new Plain("one red fish", Map.of()), new Plain("two blue fish", Map.of())),
        List.of("a", "b"));
    documents.blocking().mdelete(List.of("a"));

    assertThat(parentsInPython("red", false)).containsExactly(new Plain("two blue fish", Map.of()));
    assertThat(texts(parentsInJava("red", "doc_id"))).containsExactly("two blue fish");
  }

  @Test
  void pythonFindsTheParentsThatJavaIngestedInTheSameOrder() {
    UUID uuid = UUID.randomUUID();
    InMemoryEmbeddingStore<TextSegment> embeddings = new InMemoryEmbeddingStore<>();
    ParentDocumentIngestor.builder()
        .parentSplitter(document -> split(document, "\n"))
        .childSplitter(document -> split(document, " "))
        .embeddingModel(new Constant())
        .embeddingStore(embeddings)
        .documentStore(documents)
        .idKey("parent")
        .build()
        .ingest(
            List.of(
                Document.from(
                    "one red fish\ntwo blue fish",
                    new Metadata().put("page", 1).put("ratio", 0.7f).put("uuid", uuid)),
                Document.from("красная рыба 🐟", Metadata.from("source", "é"))),
            List.of("manual", "ключ"));
    List<Map<String, Object>> chunks =
        embeddings
            .search(
                EmbeddingSearchRequest.builder()
                    .queryEmbedding(new Constant().embed("q").content())
                    .maxResults(1_000)
                    .build())
            .matches()
            .stream()
            .map(match -> new Plain(match.embedded().text(), plain(match.embedded().metadata())))
            .map(Plain::arguments)
            .toList();
    peer.call(
        "parents_of_chunks",
        Map.of("name", "retriever", "store", store, "chunks", chunks, "id_key", "parent"));
    Map<String, Object> metadata = Map.of("page", 1, "ratio", 0.7, "uuid", uuid.toString());

    for (String query : QUERIES) {
      List<Plain> found = parentsInPython(query, false);

      assertThat(found)
          .containsExactlyInAnyOrder(
              new Plain("one red fish", metadata),
              new Plain("two blue fish", metadata),
              new Plain("красная рыба 🐟", Map.of("source", "é")));
      assertThat(parentsInPython(query, true)).isEqualTo(found);
      assertThat(texts(parentsInJava(query, "parent")))
          .isEqualTo(found.stream().map(Plain::text).toList());
    }
  }

  private static List<TextSegment> split(Document document, String separator) {
    return Arrays.stream(document.text().split(separator))
        .map(part -> TextSegment.from(part, document.metadata()))
        .toList();
  }

  private static Map<String, Object> plain(Metadata metadata) {
    Map<String, Object> plain = metadata.toMap();
    plain.replaceAll((name, value) -> value instanceof UUID ? value.toString() : value);
    return plain;
  }

  /** Python embeds the chunks again, so these embeddings need not mean anything. */
  private static final class Constant implements EmbeddingModel {
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      return Response.from(
          segments.stream().map(segment -> Embedding.from(new float[] {1})).toList());
    }
  }
}

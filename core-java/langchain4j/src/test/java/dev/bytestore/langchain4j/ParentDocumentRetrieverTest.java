package dev.bytestore.langchain4j;

import static dev.bytestore.langchain4j.FakeRetriever.chunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.bytestore.Document;
import dev.bytestore.DocumentStore;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ParentDocumentRetrieverTest {

  private static final Query QUERY = Query.from("question");

  private final ScriptedByteStore store = new ScriptedByteStore();
  private final DocumentStore documents = DocumentStore.of(store);

  private ParentDocumentRetriever over(ContentRetriever chunks) {
    return ParentDocumentRetriever.builder().retriever(chunks).documentStore(documents).build();
  }

  private void put(String... ids) {
    for (String id : ids) {
      documents.blocking().mset(Map.of(id, Document.of("text of " + id)));
    }
  }

  /** Retrieves with both methods, which must agree. */
  private static List<Content> retrieve(ContentRetriever retriever) {
    List<Content> contents = retriever.retrieve(QUERY);
    assertThat(retriever.retrieveAsync(QUERY).join()).isEqualTo(contents);
    return contents;
  }

  private static List<String> texts(List<Content> contents) {
    return contents.stream().map(content -> content.textSegment().text()).toList();
  }

  @Test
  void parentsAreReturnedOnceInTheOrderOfTheirFirstChunks() {
    put("a", "b", "c");

    List<Content> found = retrieve(over(FakeRetriever.ofParents("c", "a", "c", "b", "a")));

    assertThat(texts(found)).containsExactly("text of c", "text of a", "text of b");
  }

  @Test
  void allParentsAreReadWithOneCall() {
    put("a", "b");
    ParentDocumentRetriever retriever = over(FakeRetriever.ofParents("b", "a", "b"));

    retriever.retrieve(QUERY);
    retriever.retrieveAsync(QUERY).join();

    assertThat(store.reads).containsExactly(List.of("b", "a"), List.of("b", "a"));
  }

  @Test
  void withoutChunksTheStoreIsNotCalled() {
    assertThat(retrieve(over(new FakeRetriever()))).isEmpty();
    assertThat(store.reads).isEmpty();
  }

  @Test
  void chunksWithoutAnIdAreIgnored() {
    put("a");

    Content without = chunk(Map.of("source", "x"));
    Content empty = chunk(Map.of("doc_id", ""));

    assertThat(
            texts(retrieve(over(new FakeRetriever(without, chunk(Map.of("doc_id", "a")), empty)))))
        .containsExactly("text of a");
    store.reads.clear();
    assertThat(retrieve(over(new FakeRetriever(without, empty)))).isEmpty();
    assertThat(store.reads).isEmpty();
  }

  @Test
  void anIdThatIsNotAStringIsConverted() {
    UUID uuid = UUID.randomUUID();
    put(uuid.toString(), "7", "1.5");

    List<Content> found =
        retrieve(
            over(
                new FakeRetriever(
                    chunk(Map.of("doc_id", uuid)),
                    chunk(Map.of("doc_id", 7)),
                    chunk(Map.of("doc_id", 7L)),
                    chunk(Map.of("doc_id", "7")),
                    chunk(Map.of("doc_id", 1.5)))));

    assertThat(texts(found)).containsExactly("text of " + uuid, "text of 7", "text of 1.5");
  }

  @Test
  void theIdMayHaveAnotherName() {
    put("a", "b");
    ParentDocumentRetriever retriever =
        ParentDocumentRetriever.builder()
            .retriever(new FakeRetriever(chunk(Map.of("doc_id", "a", "parent", "b"))))
            .documentStore(documents)
            .idKey("parent")
            .build();

    List<Content> found = retrieve(retriever);

    assertThat(texts(found)).containsExactly("text of b");
    assertThat(found.get(0).textSegment().metadata().toMap()).isEqualTo(Map.of("parent", "b"));
  }

  @Test
  void missingParentsAreLeftOut() {
    put("b");

    assertThat(texts(retrieve(over(FakeRetriever.ofParents("a", "b", "c")))))
        .containsExactly("text of b");
  }

  @Test
  void aParentWithBlankTextCountsAsMissing() {
    put("b");
    documents.blocking().mset(Map.of("empty", Document.of(""), "blank", Document.of(" \0\n")));

    assertThat(texts(retrieve(over(FakeRetriever.ofParents("empty", "b", "blank")))))
        .containsExactly("text of b");
  }

  @Test
  void theContentKeepsTheScoreOfTheFirstChunk() {
    put("a");
    TextSegment chunk = TextSegment.from("chunk", Metadata.from("doc_id", "a"));
    Map<ContentMetadata, Object> first =
        Map.of(ContentMetadata.SCORE, 0.9, ContentMetadata.EMBEDDING_ID, "e1");

    List<Content> found =
        over(new FakeRetriever(
                Content.from(chunk, first),
                Content.from(chunk, Map.of(ContentMetadata.SCORE, 0.2))))
            .retrieve(QUERY);

    assertThat(found).hasSize(1);
    assertThat(found.get(0).metadata()).isEqualTo(first);
  }

  @Test
  void metadataThatLangChain4jHasNoTypeForBecomesJsonText() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("text", "é");
    metadata.put("int", 7);
    metadata.put("long", Long.MAX_VALUE);
    metadata.put("double", 0.5);
    metadata.put("nan", Double.NaN);
    metadata.put("float", 0.7f);
    metadata.put("true", true);
    metadata.put("big", BigInteger.TEN.pow(30));
    metadata.put("list", Arrays.asList(1, null, "x"));
    metadata.put("map", Map.of("a", List.of(1.5)));
    metadata.put("null", null);
    metadata.put("", "no name");
    metadata.put(" ", "blank name");
    documents.blocking().mset(Map.of("a", Document.of("text", metadata).withId("id")));
    Map<String, Object> expected = new HashMap<>();
    expected.put("doc_id", "a");
    expected.put("text", "é");
    expected.put("int", 7L);
    expected.put("long", Long.MAX_VALUE);
    expected.put("double", 0.5);
    expected.put("nan", Double.NaN);
    expected.put("float", 0.7);
    expected.put("true", "true");
    expected.put("big", "1" + "0".repeat(30));
    expected.put("list", "[1, null, \"x\"]");
    expected.put("map", "{\"a\": [1.5]}");

    List<Content> found = retrieve(over(FakeRetriever.ofParents("a")));

    assertThat(found.get(0).textSegment().metadata().toMap()).isEqualTo(expected);
  }

  @Test
  void theIdThatWasReadReplacesAStoredValueWithItsName() {
    Document copied = Document.of("text", Map.of("doc_id", "of the original", "page", 1));
    documents.blocking().mset(Map.of("a", copied));

    List<Content> found = retrieve(over(FakeRetriever.ofParents("a")));

    assertThat(found.get(0).textSegment().metadata().toMap())
        .isEqualTo(Map.of("doc_id", "a", "page", 1L));
  }

  @Test
  void aListenerCanBeAdded() {
    put("a");

    assertThat(texts(over(FakeRetriever.ofParents("a")).addListeners(List.of()).retrieve(QUERY)))
        .containsExactly("text of a");
  }

  @Test
  void badOptionsAreRefused() {
    ParentDocumentRetriever.Builder builder = ParentDocumentRetriever.builder();

    assertThatNullPointerException().isThrownBy(() -> builder.retriever(null));
    assertThatNullPointerException().isThrownBy(() -> builder.documentStore(null));
    assertThatNullPointerException().isThrownBy(() -> builder.idKey(null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.idKey(" "))
        .withMessage("idKey: must not be blank");
    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessage("no retriever: set one with retriever(...)");
    builder.retriever(new FakeRetriever());
    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessage("no documentStore: set one with documentStore(...)");
    assertThatNullPointerException().isThrownBy(() -> over(new FakeRetriever()).retrieve(null));
    assertThatNullPointerException()
        .isThrownBy(() -> over(new FakeRetriever()).retrieveAsync(null));
  }
}

package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.bytestore.DocumentStore;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.DocumentSplitter;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.document.splitter.DocumentByCharacterSplitter;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParentIngestionArgumentsTest {

  private final FakeEmbeddingModel model = new FakeEmbeddingModel();
  private final ScriptedByteStore store = new ScriptedByteStore();

  private ParentDocumentIngestor.Builder builder() {
    return ParentDocumentIngestor.builder()
        .childSplitter(splitter())
        .embeddingModel(model)
        .embeddingStore(new FakeEmbeddingStore())
        .documentStore(DocumentStore.of(store));
  }

  private static DocumentSplitter splitter() {
    return new DocumentByCharacterSplitter(100, 0);
  }

  @Test
  void badArgumentsAreRefusedByPositionBeforeAnythingIsStored() {
    ParentDocumentIngestor ingestor = builder().build();
    List<Document> two = List.of(Document.from("one"), Document.from("two"));

    assertThatNullPointerException().isThrownBy(() -> ingestor.ingest(null));
    assertThatNullPointerException()
        .isThrownBy(() -> ingestor.ingest(Arrays.asList(Document.from("one"), null)))
        .withMessage("documents: element at position 1 is null");
    for (String blank : Arrays.asList(null, "", " \t")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ingestor.ingest(List.of(Document.from("one"), withText(blank))))
          .withMessage("documents: the text of the document at position 1 is blank");
    }
    assertThatNullPointerException().isThrownBy(() -> ingestor.ingest(two, null));
    assertThatNullPointerException()
        .isThrownBy(() -> ingestor.ingest(two, Collections.nCopies(2, null)))
        .withMessage("ids: element at position 0 is null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ingestor.ingest(two, List.of("a")))
        .withMessage("ids: 1 ids for 2 documents");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ingestor.ingest(two, List.of("a", "")))
        .withMessage("ids: id at position 1 is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ingestor.ingest(two, List.of("secret", "secret")))
        .withMessage("ids: the ids at positions 0 and 1 are equal");
    assertThat(model.asked).isEmpty();
    assertThat(store.writes).isEmpty();
  }

  @Test
  void idsThatCannotBeKeysAreRefusedByPositionBeforeAnythingIsEmbedded() {
    assertSecondIdIsRefused(
        builder(), "secret\ud800", "ids: id at position 1 has an unpaired surrogate at index 6");
    assertSecondIdIsRefused(
        builder(),
        "é".repeat(32_768),
        "ids: id at position 1 has 65536 UTF-8 bytes, more than the 65535 allowed");
    assertSecondIdIsRefused(
        builder().parentSplitter(splitter()),
        "x".repeat(65_525),
        "ids: id at position 1 has 65525 UTF-8 bytes, more than the 65524 allowed");
    assertThat(model.asked).isEmpty();
    assertThat(store.writes).isEmpty();
  }

  private static void assertSecondIdIsRefused(
      ParentDocumentIngestor.Builder builder, String id, String message) {
    ParentDocumentIngestor ingestor = builder.batchSize(1).build();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ingestor.ingest(
                    List.of(Document.from("one"), Document.from("two")), List.of("a", id)))
        .withMessage(message);
  }

  @Test
  void theLongestIdsAreAccepted() {
    String longest = "x".repeat(65_535);
    String longestOfParts = "x".repeat(65_524);

    assertThat(builder().build().ingest(List.of(Document.from("one")), List.of(longest)))
        .containsExactly(longest);
    assertThat(
            builder()
                .parentSplitter(splitter())
                .build()
                .ingest(List.of(Document.from("one")), List.of(longestOfParts)))
        .containsExactly(longestOfParts + "/0");
  }

  /** LangChain4j's own class refuses blank text. */
  private static Document withText(String text) {
    return new Document() {
      @Override
      public String text() {
        return text;
      }

      @Override
      public Metadata metadata() {
        return new Metadata();
      }
    };
  }

  @Test
  void badOptionsAreRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ParentDocumentIngestor.builder().build())
        .withMessage("no childSplitter: set one with childSplitter(...)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().batchSize(0))
        .withMessage("batchSize: 0 is not positive");
    assertThatIllegalArgumentException().isThrownBy(() -> builder().idKey(""));
    assertThatNullPointerException()
        .isThrownBy(() -> builder().childMetadataNames(Arrays.asList("a", null)))
        .withMessage("childMetadataNames: element at position 1 is null");
  }
}

package dev.bytestore.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.BlockingTypedStore;
import dev.bytestore.ByteStore;
import dev.bytestore.Document;
import dev.bytestore.DocumentStore;
import dev.bytestore.ValueDecodingException;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.testing.TestCassandra;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Java code of the document on documents, word for word. */
class DocumentSamplesIT {

  private final CqlSession session = TestCassandra.session();
  private final String text = "Press the red button.";

  @BeforeEach
  void dropTable() {
    TestCassandra.createKeyspace(session, "app", 1);
    session.execute("DROP TABLE IF EXISTS app.documents");
  }

  @Test
  void documentsAreStoredAndRead() {
    ByteStore store =
        CassandraByteStore.builder(session).keyspace("app").table("documents").build();
    BlockingTypedStore<Document> documents = DocumentStore.of(store).blocking();

    Document page = Document.of(text, Map.of("source", "handbook.pdf", "page", 7));
    documents.mset(Map.of("handbook/7", page));

    List<Document> found = documents.mget(List.of("handbook/7", "handbook/8"));
    String content = found.get(0).pageContent();
    Object source = found.get(0).metadata().get("source"); // handbook.pdf
    boolean absent = found.get(1) == null; // true

    assertThat(content).isEqualTo(text);
    assertThat(source).isEqualTo("handbook.pdf");
    assertThat(absent).isTrue();
  }

  @Test
  void keysGetTheNameOfATenant() {
    ByteStore store =
        CassandraByteStore.builder(session).keyspace("app").table("documents").build();
    Document page = Document.of(text);

    DocumentStore documents = DocumentStore.of(store, key -> "tenant-1/" + key);
    documents.blocking().mset(Map.of("handbook/7", page)); // stored under tenant-1/handbook/7

    assertThat(documents.blocking().mget(List.of("handbook/7"))).containsExactly(page);
    assertThat(store.blocking().yieldKeys()).containsExactly("tenant-1/handbook/7");
  }

  @Test
  void aValueThatIsNoDocumentIsReportedByItsPosition() {
    ByteStore store =
        CassandraByteStore.builder(session).keyspace("app").table("documents").build();
    store.blocking().mset(Map.of("b", "{}".getBytes(UTF_8)));

    assertThatThrownBy(() -> DocumentStore.of(store).blocking().mget(List.of("a", "b")))
        .isInstanceOf(ValueDecodingException.class)
        .hasMessage(
            "keys: the value of the key at position 1 cannot be decoded: value: not a document");
  }
}

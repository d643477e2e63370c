package dev.bytestore.interop;

import static dev.bytestore.interop.SharedDocuments.document;
import static dev.bytestore.interop.SharedStoreContract.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.BlockingTypedStore;
import dev.bytestore.ByteStore;
import dev.bytestore.Document;
import dev.bytestore.DocumentStore;
import dev.bytestore.ValueDecodingException;
import dev.bytestore.testing.Golden;
import dev.bytestore.testing.RandomDocuments;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Java document store and Python's {@code create_kv_docstore} share the same rows or documents.
 * Tests every recorded document through both.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SharedDocumentContract {

  private static final int RANDOM_DOCUMENTS = 100;

  private final PythonPeer peer = PythonPeer.shared();
  private ByteStore store;
  private BlockingByteStore bytes;
  private BlockingTypedStore<Document> java;
  private String pythonBytes;
  private SharedDocuments python;
  private SharedDocuments asyncPython;

  abstract ByteStore javaStore();

  /** The name of the Python byte store in the shared peer. */
  abstract String pythonStore();

  /** The most characters of a page if each takes {@code escaped} bytes in JSON. */
  abstract int largePage(int escaped);

  @BeforeEach
  void start() {
    if (java == null) {
      store = javaStore();
      bytes = store.blocking();
      java = DocumentStore.of(store).blocking();
      pythonBytes = pythonStore();
      python = SharedDocuments.over(peer, pythonBytes, null, false);
      asyncPython = SharedDocuments.over(peer, pythonBytes, null, true);
    }
    bytes.mdelete(bytes.yieldKeys().toList());
  }

  private SharedDocuments python(boolean async) {
    return async ? asyncPython : python;
  }

  private String stored(String key) {
    return new String(bytes.mget(List.of(key)).get(0), UTF_8);
  }

  static Stream<JsonNode> written() {
    return Golden.vectors("documents.json", "written");
  }

  static Stream<JsonNode> stored() {
    return Stream.concat(written(), Golden.vectors("documents.json", "read"));
  }

  @ParameterizedTest
  @MethodSource("written")
  void bothWriteTheSameBytesAndReadWhatTheOtherWrote(JsonNode vector) {
    Document document = document(vector.get("arguments").textValue());
    String text = vector.get("text").textValue();

    java.mset(Map.of("java", document));
    python.mset(Map.of("python", document));
    asyncPython.mset(Map.of("async", document));

    for (String key : List.of("java", "python", "async")) {
      assertThat(stored(key)).isEqualTo(text);
      assertThat(python.get(key)).isEqualTo(document);
      assertThat(asyncPython.get(key)).isEqualTo(document);
      assertThat(java.mget(List.of(key))).containsExactly(document);
    }
  }

  @ParameterizedTest
  @MethodSource("stored")
  void whateverIsStoredIsTheSameDocumentForBothOrRefusedByBoth(JsonNode vector) {
    bytes.mset(Map.of("key", value(vector)));

    Document[] theirs = new Document[1];
    PythonRaised raised =
        catchThrowableOfType(PythonRaised.class, () -> theirs[0] = python.get("key"));

    if (raised != null) { // also if the metadata has an object of LangChain, which is not JSON
      assertThatThrownBy(() -> java.mget(List.of("key")))
          .isInstanceOf(ValueDecodingException.class);
      return;
    }
    assertThat(java.mget(List.of("key"))).containsExactly(theirs[0]);
    java.mset(Map.of("again", java.mget(List.of("key")).get(0)));
    python.copy("key", "copy");
    assertThat(stored("again")).isEqualTo(stored("copy"));
  }

  private static byte[] value(JsonNode vector) {
    return vector.has("base64")
        ? Base64.getDecoder().decode(vector.get("base64").textValue())
        : bytes(vector.get("text").textValue());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void randomDocumentsAreTheSameBytesForBoth(long seed) {
    Random random = new Random(seed);
    Map<String, Document> documents = new LinkedHashMap<>();
    Map<String, Document> theirs = new LinkedHashMap<>();
    for (int i = 0; i < RANDOM_DOCUMENTS; i++) {
      documents.put("java/" + i, RandomDocuments.next(random));
    }
    java.mset(documents);
    List<String> keys = List.copyOf(documents.keySet());
    List<Document> found = python.mget(keys);
    for (int i = 0; i < RANDOM_DOCUMENTS; i++) {
      theirs.put("python/" + i, found.get(i));
    }
    python.mset(theirs);

    assertThat(found).containsExactlyElementsOf(documents.values());
    assertThat(java.mget(List.copyOf(theirs.keySet())))
        .containsExactlyElementsOf(documents.values());
    for (int i = 0; i < RANDOM_DOCUMENTS; i++) {
      assertThat(stored("python/" + i)).isEqualTo(stored("java/" + i));
    }
  }

  static Stream<String> largePages() {
    return Stream.of("x", "\"", "ж", "東", "🌍");
  }

  @ParameterizedTest
  @MethodSource("largePages")
  void largePagesComeOverUnchanged(String character) {
    int escaped = character.equals("x") ? 1 : character.equals("\"") ? 2 : 6 * character.length();
    int size = Math.min(1 << 20, largePage(escaped));
    Document page = Document.of(character.repeat(size), Map.of("source", "book.pdf")).withId("1");

    java.mset(Map.of("java", page));
    python.mset(Map.of("python", page));

    assertThat(stored("java").equals(stored("python"))).isTrue();
    assertThat(java.mget(List.of("python")).get(0).equals(page)).isTrue();
    assertThat(page.equals(python.get("java"))).isTrue();
    assertThat(page.equals(asyncPython.get("java"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void documentsUnderOddKeysAreReadDeletedAndListedByBoth(boolean async) {
    List<String> keys =
        List.of(" ", "\0", "a\0b", "cafe\u0301", "Привет 🌍", "\u2028\ufeff", "'; --", "$in", "{");
    Map<String, Document> documents = new LinkedHashMap<>();
    keys.forEach(key -> documents.put(key, Document.of(key)));

    java.mset(documents);
    assertThat(python(async).mget(keys)).containsExactlyElementsOf(documents.values());
    assertThat(python(async).yieldKeys("")).isEqualTo(java.yieldKeys().toList());
    assertThat(python(async).yieldKeys("a")).containsExactly("a\0b");
    python(async).mdelete(keys.subList(1, keys.size()));
    assertThat(java.yieldKeys()).containsExactly(" ");

    python(async).mset(documents);
    assertThat(java.mget(keys)).containsExactlyElementsOf(documents.values());
    java.mdelete(keys.subList(1, keys.size()));
    assertThat(python(async).yieldKeys("")).containsExactly(" ");
    assertThat(python(async).mget(List.of("{", " ", " ")))
        .containsExactly(null, Document.of(" "), Document.of(" "));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void keyEncodersOfBothStoreUnderTheSameKeys(boolean async) {
    BlockingTypedStore<Document> ours =
        DocumentStore.of(store, key -> "tenant/ж/" + key).blocking();
    SharedDocuments theirs = SharedDocuments.over(peer, pythonBytes, "tenant/ж/", async);

    ours.mset(Map.of("a", Document.of("of Java")));
    theirs.mset(Map.of("b", Document.of("of Python")));
    java.mset(Map.of("a", Document.of("of nobody")));

    assertThat(ours.mget(List.of("b", "a", "tenant/ж/a")))
        .containsExactly(Document.of("of Python"), Document.of("of Java"), null);
    assertThat(theirs.mget(List.of("b", "a", "tenant/ж/a")))
        .containsExactly(Document.of("of Python"), Document.of("of Java"), null);
    assertThat(ours.yieldKeys("tenant/").toList())
        .isEqualTo(theirs.yieldKeys("tenant/"))
        .containsExactlyInAnyOrder("tenant/ж/a", "tenant/ж/b");
    assertThat(ours.yieldKeys().toList()).isEqualTo(theirs.yieldKeys("")).hasSize(3);

    ours.mdelete(List.of("b"));
    theirs.mdelete(List.of("a"));
    assertThat(bytes.yieldKeys()).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void valuesThatAreNoDocumentsAreRefusedByBoth(boolean async) {
    List<String> values = new ArrayList<>();
    peer.call("values_that_are_no_documents", Map.of()).forEach(v -> values.add(v.textValue()));
    assertThat(values).hasSizeGreaterThan(5);
    for (String value : values) {
      assertThat(raised(() -> python(async).msetValue("key", value)).type())
          .as(value)
          .isEqualTo("TypeError");
      assertThat(bytes.yieldKeys()).isEmpty();
    }
    for (String value : values) {
      String dumped = peer.call("dumped_value", Map.of("value", value)).textValue();
      bytes.mset(Map.of("key", Base64.getDecoder().decode(dumped)));

      assertThat(raised(() -> python(async).get("key")).type())
          .as(value)
          .isIn("TypeError", "ValueError");
      assertThatThrownBy(() -> java.mget(List.of("key")))
          .as(value)
          .isInstanceOf(ValueDecodingException.class);
    }
  }

  @Test
  void aDocumentThatPythonCannotReadAgainIsRefusedByJavaToo() {
    peer.call("mset_with_date", Map.of("on", python.name(), "key", "key"));

    assertThat(raised(() -> python.get("key")).type()).isEqualTo("NotImplementedError");
    assertThatThrownBy(() -> java.mget(List.of("key"))).isInstanceOf(ValueDecodingException.class);
  }

  @Test
  void pythonReadsTheDeepestMetadataThatJavaWrites() {
    Map<String, Object> deepest = Map.of("a", "x");
    for (int i = 1; i < 100; i++) {
      deepest = Map.of("a", deepest);
    }
    Document document = Document.of("x", deepest);

    java.mset(Map.of("key", document));

    assertThat(python.get("key")).isEqualTo(document);
    Map<String, Object> deeper = Map.of("a", deepest);
    assertThatThrownBy(() -> Document.of("x", deeper)).isInstanceOf(IllegalArgumentException.class);
  }

  static PythonRaised raised(Runnable call) {
    PythonRaised raised = catchThrowableOfType(PythonRaised.class, call::run);
    assertThat(raised).as("what Python raised").isNotNull();
    return raised;
  }
}

package dev.bytestore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.internal.json.JsonReader;
import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.testing.ByteStoreArgumentsContract;
import dev.bytestore.testing.ByteStoreConcurrencyContract;
import dev.bytestore.testing.ByteStoreContract;
import dev.bytestore.testing.ByteStoreExpiryContract;
import dev.bytestore.testing.ByteStoreListingContract;
import dev.bytestore.testing.ByteStoreWalkContract;
import dev.bytestore.testing.DocumentsView;
import dev.bytestore.testing.Golden;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentStoreTest {

  private final InMemoryByteStore bytes = new InMemoryByteStore();
  private final BlockingTypedStore<Document> documents = DocumentStore.of(bytes).blocking();

  @Nested
  class Contract extends ByteStoreContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(new InMemoryByteStore());
    }
  }

  @Nested
  class Concurrency extends ByteStoreConcurrencyContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(new InMemoryByteStore());
    }
  }

  @Nested
  class Listing extends ByteStoreListingContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(new InMemoryByteStore());
    }
  }

  @Nested
  class Walk extends ByteStoreWalkContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(new InMemoryByteStore());
    }
  }

  @Nested
  class Arguments extends ByteStoreArgumentsContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(new InMemoryByteStore());
    }
  }

  @Nested
  class ArgumentsOfKeyEncoder extends ByteStoreArgumentsContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(
          DocumentStore.of(new InMemoryByteStore(), key -> "tenant/" + key.hashCode()));
    }
  }

  @Nested
  class Expiry extends ByteStoreExpiryContract {
    @Override
    protected ByteStore newStore() {
      return new DocumentsView(new InMemoryByteStore());
    }
  }

  static Stream<JsonNode> written() {
    return Golden.vectors("documents.json", "written");
  }

  static Stream<JsonNode> read() {
    return Golden.vectors("documents.json", "read");
  }

  @ParameterizedTest
  @MethodSource("written")
  void theStoredBytesAreThoseOfPython(JsonNode vector) {
    Document document = document(vector.get("arguments").asText());

    documents.mset(Map.of("key", document));

    assertThat(bytes.blocking().mget(List.of("key")).get(0))
        .asString(UTF_8)
        .isEqualTo(vector.get("text").asText());
    assertThat(documents.mget(List.of("key"))).containsExactly(document);
  }

  @ParameterizedTest
  @MethodSource("read")
  void aValueIsReadOrRefusedAsInPython(JsonNode vector) {
    bytes.blocking().mset(Map.of("key", value(vector)));

    if (vector.get("document").isNull()) {
      assertThatThrownBy(() -> documents.mget(List.of("absent", "key")))
          .isInstanceOf(ValueDecodingException.class)
          .hasMessageStartingWith("keys: the value of the key at position 1 cannot be decoded: ")
          .hasCauseInstanceOf(IllegalArgumentException.class);
    } else {
      assertThat(documents.mget(List.of("key")))
          .containsExactly(document(vector.get("document").asText()));
    }
  }

  @Test
  void theReasonOfARefusalDoesNotContainTheValue() {
    for (String text : List.of("\"secret\"", "{\"secret\":1", "secret", "[\"secret\"]")) {
      bytes.blocking().mset(Map.of("secret", text.getBytes(UTF_8)));

      assertThatThrownBy(() -> documents.mget(List.of("secret")))
          .isInstanceOfSatisfying(
              ValueDecodingException.class,
              refused -> {
                assertThat(refused.position()).isZero();
                for (Throwable each = refused; each != null; each = each.getCause()) {
                  assertThat(each.toString()).doesNotContain("secret");
                }
              });
    }
  }

  @Test
  void metadataThatPythonCouldNotReadIsRefused() {
    assertThatThrownBy(() -> Document.of("text", Map.of("name", new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("metadata: java.lang.Object is not a JSON type");
  }

  @Test
  void aDocumentIsPrintedWithoutItsContent() {
    assertThat(Document.of("secret", Map.of("secret", "secret")).withId("secret"))
        .hasToString("Document[6 characters, 1 metadata entries]");
  }

  private static byte[] value(JsonNode vector) {
    return vector.has("base64")
        ? Base64.getDecoder().decode(vector.get("base64").asText())
        : vector.get("text").asText().getBytes(UTF_8);
  }

  /** Read by our reader, because the arguments may contain NaN. */
  private static Document document(String arguments) {
    Map<?, ?> read = (Map<?, ?>) JsonReader.read(arguments);
    return Document.of(
            (String) read.get("page_content"),
            JsonValues.objectOf((Map<?, ?>) read.get("metadata")))
        .withId((String) read.get("id"));
  }
}

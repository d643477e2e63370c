package dev.bytestore.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.Document;
import dev.bytestore.DocumentStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.TypedStore;
import dev.bytestore.ValueCodec;
import dev.bytestore.ValueDecodingException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

/** The recipes for typed values of the document on documents, word for word. */
class TypedStoreSamplesTest {

  private final ByteStore store = new InMemoryByteStore();
  private final BlockingByteStore bytes = store.blocking();

  record Page(String title, int number) {}

  static final class JsonCodec<V> implements ValueCodec<V> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Class<V> type;

    JsonCodec(Class<V> type) {
      this.type = type;
    }

    @Override
    public byte[] encode(String key, V value) throws IOException {
      return JSON.writeValueAsBytes(value);
    }

    @Override
    public V decode(String key, byte[] bytes) throws IOException {
      try {
        return JSON.readValue(bytes, type);
      } catch (IOException e) { // not the cause, because its message may quote the value
        throw new IOException("not the JSON of a " + type.getSimpleName());
      }
    }
  }

  static final class CompressedCodec<V> implements ValueCodec<V> {

    private static final int MAX_BYTES = 64_000_000;

    private final ValueCodec<V> codec;

    CompressedCodec(ValueCodec<V> codec) {
      this.codec = codec;
    }

    @Override
    public byte[] encode(String key, V value) throws Exception {
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (OutputStream out = new DeflaterOutputStream(compressed)) {
        out.write(codec.encode(key, value));
      }
      return compressed.toByteArray();
    }

    @Override
    public V decode(String key, byte[] bytes) throws Exception {
      try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
        byte[] value = in.readNBytes(MAX_BYTES + 1);
        if (value.length > MAX_BYTES) {
          throw new IOException("more than " + MAX_BYTES + " bytes");
        }
        return codec.decode(key, value);
      }
    }
  }

  static final class EncryptedCodec<V> implements ValueCodec<V> {

    private final ValueCodec<V> codec;
    private final Aead aead;

    EncryptedCodec(ValueCodec<V> codec, Aead aead) {
      this.codec = codec;
      this.aead = aead;
    }

    @Override
    public byte[] encode(String key, V value) throws Exception {
      return aead.encrypt(codec.encode(key, value), key.getBytes(UTF_8));
    }

    @Override
    public V decode(String key, byte[] bytes) throws Exception {
      return codec.decode(key, aead.decrypt(bytes, key.getBytes(UTF_8)));
    }
  }

  @Test
  void objectsAreStoredAsJson() {
    TypedStore<Page> pages = TypedStore.of(store, new JsonCodec<>(Page.class));
    pages.blocking().mset(Map.of("page/1", new Page("Start", 1)));
    Page page = pages.blocking().mget(List.of("page/1")).get(0);

    assertThat(page).isEqualTo(new Page("Start", 1));
    assertThat(bytes.mget(List.of("page/1")).get(0))
        .asString(UTF_8)
        .isEqualTo("{\"title\":\"Start\",\"number\":1}");
  }

  @Test
  void jsonOfAnotherClassIsRefusedWithoutItsContent() {
    bytes.mset(Map.of("page/1", "{\"title\":\"Start\",\"number\":\"secret\"}".getBytes(UTF_8)));
    TypedStore<Page> pages = TypedStore.of(store, new JsonCodec<>(Page.class));

    assertThatThrownBy(() -> pages.blocking().mget(List.of("page/1")))
        .isInstanceOf(ValueDecodingException.class)
        .hasRootCauseMessage("not the JSON of a Page")
        .hasMessageNotContaining("secret");
  }

  @Test
  void documentsAreCompressed() {
    TypedStore<Document> documents =
        TypedStore.of(store, new CompressedCodec<>(DocumentStore.codec()));

    Document document = Document.of("the same words ".repeat(1_000));
    documents.blocking().mset(Map.of("doc/1", document));

    assertThat(bytes.mget(List.of("doc/1")).get(0)).hasSizeLessThan(500);
    assertThat(documents.blocking().mget(List.of("doc/1"))).containsExactly(document);
  }

  @Test
  void aValueThatExpandsWithoutLimitIsRefused() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(bomb)) {
      byte[] zeros = new byte[1_000_000];
      for (int i = 0; i <= 64; i++) {
        out.write(zeros);
      }
    }
    bytes.mset(Map.of("doc/1", bomb.toByteArray()));
    TypedStore<Document> documents =
        TypedStore.of(store, new CompressedCodec<>(DocumentStore.codec()));

    assertThatThrownBy(() -> documents.blocking().mget(List.of("doc/1")))
        .isInstanceOf(ValueDecodingException.class)
        .hasRootCauseMessage("more than 64000000 bytes");
  }

  @Test
  void valuesAreEncryptedAndTheKeysRotated() throws GeneralSecurityException {
    AeadConfig.register();
    KeysetHandle keys = // in production, read the keyset from a safe place instead
        KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
    Aead aead = keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
    TypedStore<Document> documents =
        TypedStore.of(store, new EncryptedCodec<>(DocumentStore.codec(), aead));
    documents.blocking().mset(Map.of("doc/1", Document.of("secret")));

    KeysetHandle rotated =
        KeysetHandle.newBuilder(keys)
            .addEntry(
                KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                    .withRandomId()
                    .makePrimary())
            .build();
    TypedStore<Document> sameDocuments = encrypted(rotated); // reads what both keys wrote

    assertThat(bytes.mget(List.of("doc/1")).get(0)).asString(UTF_8).doesNotContain("secret");
    assertThat(sameDocuments.blocking().mget(List.of("doc/1")))
        .containsExactly(Document.of("secret"));
    sameDocuments.blocking().mset(Map.of("doc/2", Document.of("written with the new key")));
    assertThatThrownBy(() -> documents.blocking().mget(List.of("doc/1", "doc/2")))
        .isInstanceOfSatisfying(
            ValueDecodingException.class, refused -> assertThat(refused.position()).isEqualTo(1));
  }

  @Test
  void anEncryptedValueCannotStandUnderAnotherKey() throws GeneralSecurityException {
    AeadConfig.register();
    TypedStore<Document> documents =
        encrypted(
            KeysetHandle.generateNew(
                PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get()));
    documents.blocking().mset(Map.of("salary/1", Document.of("100")));

    bytes.mset(Map.of("salary/2", bytes.mget(List.of("salary/1")).get(0)));

    assertThatThrownBy(() -> documents.blocking().mget(List.of("salary/2")))
        .isInstanceOf(ValueDecodingException.class)
        .hasRootCauseInstanceOf(GeneralSecurityException.class);
  }

  private TypedStore<Document> encrypted(KeysetHandle keys) throws GeneralSecurityException {
    Aead aead = keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
    return TypedStore.of(store, new EncryptedCodec<>(DocumentStore.codec(), aead));
  }
}

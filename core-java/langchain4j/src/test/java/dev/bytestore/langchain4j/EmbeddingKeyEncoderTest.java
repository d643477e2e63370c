package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.internal.TextHash;
import dev.bytestore.testing.Golden;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingKeyEncoderTest {

  static final Map<String, EmbeddingKeyEncoder> HASHES =
      Map.of(
          "sha1", EmbeddingKeyEncoder.SHA1,
          "sha256", EmbeddingKeyEncoder.SHA256,
          "sha512", EmbeddingKeyEncoder.SHA512,
          "blake2b", EmbeddingKeyEncoder.BLAKE2B);

  private final FakeEmbeddingModel fake = new FakeEmbeddingModel();
  private final InMemoryByteStore store = new InMemoryByteStore();

  static Stream<Arguments> hashes() {
    return Golden.vectors("embedding_keys.json", "entries")
        .flatMap(entry -> HASHES.keySet().stream().map(name -> Arguments.of(name, entry)));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("hashes")
  void eachHashIsPythons(String name, JsonNode entry) {
    String text = entry.get("text").asText();

    assertThat("ns/" + HASHES.get(name).encode(text))
        .isEqualTo(entry.get("keys").get(name).asText());
  }

  static Stream<JsonNode> entries() {
    return Golden.vectors("embedding_keys.json", "entries")
        .filter(
            entry -> !entry.get("text").asText().isEmpty()); // LangChain4j refuses an empty text.
  }

  @ParameterizedTest
  @MethodSource("entries")
  void theKeyOfAnEntryIsPythons(JsonNode entry) {
    HASHES.forEach(
        (name, hash) ->
            assertThat(key(entry, caching().namespace("ns/").keyEncoder(hash)))
                .isEqualTo(entry.get("keys").get(name).asText()));
    assertThat(key(entry, caching().keyEncoder(text -> "mine:" + text)))
        .isEqualTo(entry.get("keys").get("own").asText());
  }

  private String key(JsonNode entry, CachingEmbeddingModel.Builder builder) {
    builder.build().embed(entry.get("text").asText());
    List<String> keys = store.blocking().yieldKeys().toList();
    store.blocking().mdelete(keys);
    return String.join(",", keys);
  }

  @Test
  void aFunctionOfTheUsersOwnCanUseAHash() {
    caching().namespace("ns/").build().embed("hello");

    caching(text -> "ns/" + EmbeddingKeyEncoder.SHA256.encode(text)).embed("hello");

    assertThat(fake.asked).hasSize(1);
  }

  @Test
  void aFunctionOfTheUsersOwnTakesNoNamespaceAsInPython() {
    assertThat(Golden.file("embedding_keys.json").get("own_with_namespace").asText())
        .startsWith("Do not supply `namespace` when using a custom key_encoder");
    CachingEmbeddingModel.Builder builder = caching().namespace("ns/").keyEncoder(text -> text);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("namespace: must not be set together with a keyEncoder");
    assertThat(builder.namespace("").build()).isNotNull();
  }

  @Test
  void parametersOfARequestChangeTheKeysOfAFunctionToo() {
    EmbeddingModel model = caching(text -> "mine:" + text);

    model.embed("hello");
    for (int round = 0; round < 2; round++) {
      model.embed(
          EmbeddingRequest.builder()
              .input("hello")
              .parameters(FakeEmbeddingModel.parameters().dimensions(3).build())
              .build());
    }

    assertThat(fake.asked).hasSize(2);
    assertThat(store.blocking().yieldKeys())
        .containsExactlyInAnyOrder(
            "mine:hello",
            ":bytestore-langchain4j-3:%s:mine:hello"
                .formatted(TextHash.sha256("{\"dimensions\": 3}")));
  }

  static List<EmbeddingKeyEncoder> brokenEncoders() {
    return List.of(
        text -> {
          throw new IllegalArgumentException("ours");
        },
        text -> {
          throw new StackOverflowError("ours");
        },
        text -> null,
        text -> "",
        text -> "\ud800" + text);
  }

  @ParameterizedTest
  @MethodSource("brokenEncoders")
  void aTextWithoutAKeyIsAskedForAndNotStored(EmbeddingKeyEncoder broken) {
    EmbeddingModel model =
        caching(text -> text.equals("hello") ? broken.encode(text) : "mine:" + text);

    for (int round = 0; round < 2; round++) {
      assertThat(
              model.embedAll(List.of(TextSegment.from("hi"), TextSegment.from("hello"))).content())
          .extracting(embedding -> embedding.vector()[0])
          .containsExactly(2f, 5f);
      assertThat(
              model
                  .embedAsync(EmbeddingRequest.builder().input("hi").input("hello").build())
                  .join()
                  .embeddings())
          .extracting(Embedding::dimension)
          .containsExactly(2, 2);
    }

    assertThat(store.blocking().yieldKeys()).containsExactly("mine:hi");
    assertThat(fake.asked)
        .containsExactly(
            List.of("hi", "hello"), List.of("hello"), List.of("hello"), List.of("hello"));
  }

  @Test
  void aFunctionIsNotCalledForATextThatUtf8CannotEncode() {
    List<String> encoded = new ArrayList<>();
    EmbeddingModel model =
        caching(
            text -> {
              encoded.add(text);
              return "mine:" + text;
            });

    model.embedAll(List.of(TextSegment.from("\ud800"), TextSegment.from("hello")));

    assertThat(encoded).containsExactly("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha1", "sha256", "sha512", "blake2b"})
  void aHashRefusesATextThatUtf8CannotEncode(String name) {
    assertThatThrownBy(() -> HASHES.get(name).encode("a\udc00"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("text: unpaired surrogate at index 1");
  }

  private EmbeddingModel caching(EmbeddingKeyEncoder own) {
    return caching().keyEncoder(own).build();
  }

  private CachingEmbeddingModel.Builder caching() {
    return CachingEmbeddingModel.builder(fake, store);
  }
}

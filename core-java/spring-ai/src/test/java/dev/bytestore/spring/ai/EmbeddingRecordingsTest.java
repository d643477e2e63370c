package dev.bytestore.spring.ai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.testing.Golden;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that were recorded from Python, with each key encoder and many batch sizes. */
class EmbeddingRecordingsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, EmbeddingKeyEncoder> HASHES =
      Map.of(
          "sha1", EmbeddingKeyEncoder.SHA1,
          "sha256", EmbeddingKeyEncoder.SHA256,
          "sha512", EmbeddingKeyEncoder.SHA512,
          "blake2b", EmbeddingKeyEncoder.BLAKE2B);

  /** A call of Python's class, and what came of it. */
  private record Recording(
      String key_encoder,
      Integer batch_size,
      List<String> stored,
      List<String> texts,
      Integer fails_at,
      boolean failed,
      List<List<String>> calls,
      Map<String, String> entries) {

    CachingEmbeddingModel.Builder configure(CachingEmbeddingModel.Builder builder) {
      if (batch_size != null) {
        builder.batchSize(batch_size);
      }
      return key_encoder.equals("own")
          ? builder.keyEncoder(text -> "mine:" + text)
          : builder.namespace("ns/").keyEncoder(HASHES.get(key_encoder));
    }
  }

  private final FakeEmbeddingModel fake = new FakeEmbeddingModel();
  private final InMemoryByteStore store = new InMemoryByteStore();

  static Stream<Recording> recordings() {
    return Golden.vectors("embedding_entries.json", "runs")
        .map(run -> JSON.convertValue(run, Recording.class));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("recordings")
  void theCallsOfTheModelAndTheBytesOfTheEntriesAreThoseOfPython(Recording python) {
    JsonNode vectors = Golden.file("embedding_entries.json").get("vectors");
    fake.embedding(text -> JSON.convertValue(vectors.get(text), float[].class));
    CachingEmbeddingModel model =
        python.configure(CachingEmbeddingModel.builder(fake, store)).build();
    if (!python.stored().isEmpty()) {
      model.embed(python.stored());
    }
    fake.requests().clear();
    fake.failAt(python.fails_at() == null ? -1 : python.fails_at());

    boolean failed = false;
    try {
      model.embed(python.texts());
    } catch (RuntimeException e) {
      failed = true;
    }

    assertThat(failed).isEqualTo(python.failed());
    assertThat(fake.asked()).isEqualTo(python.calls());
    assertThat(entries()).isEqualTo(python.entries());
  }

  private Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    for (String key : store.blocking().yieldKeys().toList()) {
      entries.put(key, new String(store.blocking().mget(List.of(key)).get(0), UTF_8));
    }
    return entries;
  }
}

package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.testing.Golden;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that were recorded from Python, with each key encoder and many batch sizes. */
class EmbeddingRecordingsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

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
          : builder.namespace("ns/").keyEncoder(EmbeddingKeyEncoderTest.HASHES.get(key_encoder));
    }
  }

  private final ScriptedEmbeddingModel script = new ScriptedEmbeddingModel();
  private final InMemoryByteStore store = new InMemoryByteStore();

  static Stream<Arguments> recordings() {
    return Golden.vectors("embedding_entries.json", "runs")
        .flatMap(
            run ->
                EmbeddingWay.ALL.stream()
                    .map(way -> Arguments.of(JSON.convertValue(run, Recording.class), way)));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("recordings")
  void theCallsOfTheModelAndTheBytesOfTheEntriesAreThoseOfPython(
      Recording python, EmbeddingWay way) {
    JsonNode vectors = Golden.file("embedding_entries.json").get("vectors");
    script.vectors = text -> JSON.convertValue(vectors.get(text), float[].class);
    CachingEmbeddingModel model =
        python.configure(CachingEmbeddingModel.builder(script, store)).build();
    if (!python.stored().isEmpty()) {
      way.embed(model, python.stored());
    }
    script.asked.clear();
    script.failsAt = python.fails_at() == null ? -1 : python.fails_at();

    boolean failed = false;
    try {
      way.embed(model, python.texts());
    } catch (RuntimeException e) {
      failed = true;
    }

    assertThat(failed).isEqualTo(python.failed());
    assertThat(script.asked).isEqualTo(python.calls());
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

package dev.bytestore.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.ByteStore;
import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.langchain4j.CachingEmbeddingModel;
import dev.bytestore.testing.TestCassandra;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Our caching model and Python's {@code CacheBackedEmbeddings} share a table of Cassandra. */
class EmbeddingsInteropIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEYSPACE = TestCassandra.newKeyspace();

  /** The numbers are the shortest ones of their floats, so both sides write the same bytes. */
  private static final Map<String, float[]> VECTORS =
      new TreeMap<>(
          Map.of(
              "hello",
              new float[] {0.1f, -0.25f},
              "Привет 🌍",
              new float[] {0.0001f, -0.00012345679f},
              "line\r\n\ttab\0",
              new float[] {-2.5e-7f, -0f},
              "e\u0301 is not \u00e9",
              new float[] {1234567f, 0.001f},
              "x".repeat(1_000),
              new float[] {3.4028235e38f, -1e-10f}));

  private static final List<String> TEXTS = List.copyOf(VECTORS.keySet());

  /** Python's key encoders, with their names in Python. */
  enum Encoder {
    SHA1,
    SHA256,
    SHA512,
    BLAKE2B,
    OWN;

    EmbeddingKeyEncoder java() {
      return switch (this) {
        case SHA1 -> EmbeddingKeyEncoder.SHA1;
        case SHA256 -> EmbeddingKeyEncoder.SHA256;
        case SHA512 -> EmbeddingKeyEncoder.SHA512;
        case BLAKE2B -> EmbeddingKeyEncoder.BLAKE2B;
        case OWN -> text -> "mine:" + text;
      };
    }

    String python() {
      return name().toLowerCase(Locale.ROOT);
    }

    String namespace() {
      return this == OWN ? "" : "ns/";
    }
  }

  /** Our model records its texts, and fails at the call with the given position. */
  private static final class RecordingModel implements EmbeddingModel {

    static final String FAILURE = "the call that fails";

    final List<List<String>> asked = new ArrayList<>();
    private final int failsAt;

    RecordingModel(int failsAt) {
      this.failsAt = failsAt;
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      List<String> texts = segments.stream().map(TextSegment::text).toList();
      asked.add(texts);
      if (asked.size() - 1 == failsAt) {
        throw new IllegalStateException(FAILURE);
      }
      return Response.from(texts.stream().map(VECTORS::get).map(Embedding::from).toList());
    }

    @Override
    public String modelName() {
      return "recording";
    }
  }

  private static final ByteStore STORE =
      CassandraByteStore.builder(TestCassandra.session())
          .keyspace(KEYSPACE)
          .table("embeddings")
          .build();

  private final PythonPeer peer = PythonPeer.shared();
  private final String pythonStore =
      peer.make("CassandraByteStore", "SYNC", Map.of("keyspace", KEYSPACE, "table", "embeddings"));

  /** What a call asked its model for, and the embeddings, which are null if the call failed. */
  private record Outcome(List<List<String>> asked, List<List<Float>> embeddings) {}

  private interface Side {
    Outcome embed(Encoder encoder, Integer batchSize, Integer failsAt);
  }

  private Outcome inJava(Encoder encoder, Integer batchSize, Integer failsAt) {
    RecordingModel model = new RecordingModel(failsAt == null ? -1 : failsAt);
    CachingEmbeddingModel.Builder builder =
        CachingEmbeddingModel.builder(model, STORE)
            .namespace(encoder.namespace())
            .keyEncoder(encoder.java());
    if (batchSize != null) {
      builder.batchSize(batchSize);
    }
    List<List<Float>> embeddings = null;
    try {
      embeddings =
          builder
              .build()
              .embedAll(TEXTS.stream().map(TextSegment::from).toList())
              .content()
              .stream()
              .map(Embedding::vectorAsList)
              .toList();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage(RecordingModel.FAILURE);
    }
    return new Outcome(model.asked, embeddings);
  }

  private Outcome inPython(Encoder encoder, Integer batchSize, Integer failsAt, boolean async) {
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("on", pythonStore);
    arguments.put("is_async", async);
    arguments.put("vectors", VECTORS);
    arguments.put("key_encoder", encoder.python());
    arguments.put("namespace", encoder.namespace());
    arguments.put("batch_size", batchSize);
    arguments.put("fails_at", failsAt);
    return JSON.convertValue(peer.call("embed", arguments), Outcome.class);
  }

  private List<Side> sides() {
    return List.of(
        this::inJava,
        (encoder, size, failsAt) -> inPython(encoder, size, failsAt, false),
        (encoder, size, failsAt) -> inPython(encoder, size, failsAt, true));
  }

  private static Map<String, String> entries() {
    Map<String, String> entries = new HashMap<>();
    for (String key : STORE.blocking().yieldKeys().toList()) {
      entries.put(key, new String(STORE.blocking().mget(List.of(key)).get(0), UTF_8));
    }
    return entries;
  }

  private static void empty() {
    List<String> keys = STORE.blocking().yieldKeys().toList();
    STORE.blocking().mdelete(keys);
  }

  static Stream<Arguments> modes() {
    return Stream.of(Encoder.values())
        .flatMap(encoder -> Stream.of(1, 2, 100).map(size -> Arguments.of(encoder, size)));
  }

  @ParameterizedTest(name = "{0}, batches of {1}")
  @MethodSource("modes")
  void whatOneSideStoredIsFoundByAllAndHasTheSameBytes(Encoder encoder, int batchSize) {
    List<Map<String, String>> entries = new ArrayList<>();
    for (Side writer : sides()) {
      empty();
      Outcome written = writer.embed(encoder, batchSize, null);

      entries.add(entries());
      for (Side reader : sides()) {
        assertThat(reader.embed(encoder, null, null))
            .isEqualTo(new Outcome(List.of(), written.embeddings()));
      }
      assertThat(entries()).isEqualTo(entries.get(0)).hasSize(TEXTS.size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterABatchThatFailsBothSidesHaveStoredTheEarlierBatches(Encoder encoder) {
    List<Outcome> outcomes = new ArrayList<>();
    List<Map<String, String>> entries = new ArrayList<>();
    for (Side side : sides()) {
      empty();
      outcomes.add(side.embed(encoder, 2, 1));
      entries.add(entries());
    }

    Outcome failed = new Outcome(List.of(TEXTS.subList(0, 2), TEXTS.subList(2, 4)), null);
    assertThat(outcomes).containsOnly(failed);
    assertThat(entries).containsOnly(entries.get(0));
    assertThat(entries.get(0)).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void theRestOfACallThatFailedIsEmbeddedByTheOtherSide(Encoder encoder) {
    for (Side one : sides()) {
      for (Side other : sides()) {
        empty();
        one.embed(encoder, 2, 1);

        Outcome rest = other.embed(encoder, 2, null);

        assertThat(rest.asked()).containsExactly(TEXTS.subList(2, 4), TEXTS.subList(4, 5));
        assertThat(rest.embeddings()).hasSize(TEXTS.size());
      }
    }
  }
}

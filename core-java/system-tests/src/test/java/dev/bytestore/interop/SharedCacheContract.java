package dev.bytestore.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.interop.SharedCache.Found;
import dev.bytestore.testing.Golden;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Java cache and a Python cache share the same rows or documents. Tests every recorded generation
 * through both.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SharedCacheContract {

  /** Entry 26 in docs/python.md: hits in Python, but the result is not a list of generations. */
  private static final Set<String> OUR_MISSES =
      Set.of("object", "array of '{}' string", "a message for a generation");

  private BlockingLlmCache java;
  private SharedCache python;
  private SharedCache asyncPython;

  abstract LlmCache javaCache();

  /** The name of the Python cache in the shared peer. */
  abstract String pythonCache();

  /** The stored text of an answer of the model "llm". */
  abstract String stored(String prompt);

  /** Stores a text as an answer of the model "llm", without either cache. */
  abstract void store(String prompt, String text);

  abstract int entries();

  @BeforeEach
  void start() {
    if (java == null) {
      java = javaCache().blocking();
      String name = pythonCache();
      python = new SharedCache(PythonPeer.shared(), name, false);
      asyncPython = new SharedCache(PythonPeer.shared(), name, true);
    }
    java.clear();
  }

  static Stream<JsonNode> written() {
    return Stream.concat(
        Golden.vectors("generations.json", "vectors"),
        Golden.vectors("generations_more.json", "written"));
  }

  static Stream<JsonNode> writtenAndReadable() {
    return written().filter(vector -> !name(vector).equals("info_not_serialisable"));
  }

  static Stream<JsonNode> all() {
    return Stream.of(
            written(),
            Golden.vectors("cache_read.json", "vectors"),
            Golden.vectors("generations_more.json", "read"))
        .flatMap(vectors -> vectors);
  }

  @ParameterizedTest
  @MethodSource("writtenAndReadable")
  void whatJavaWritesPythonReads(JsonNode vector) {
    String text = text(vector);
    java.update("prompt", "llm", GenerationsCodec.decode(text));

    Found found = python.lookup("prompt", "llm");

    assertThat(stored("prompt")).isEqualTo(text);
    assertThat(found.text()).isEqualTo(text);
    assertThat(asyncPython.lookup("prompt", "llm")).isEqualTo(found);
    if (vector.has("python_lookup_of_it")) {
      assertThat(found.repr()).isEqualTo(vector.get("python_lookup_of_it").get("repr").textValue());
    }
  }

  @ParameterizedTest
  @MethodSource("writtenAndReadable")
  void whatPythonWritesJavaReads(JsonNode vector) {
    String expression = vector.path("python").asText("see stored_text");
    if (expression.equals("see stored_text")) {
      python.update("prompt", "llm", text(vector));
      asyncPython.update("async", "llm", text(vector));
    } else {
      python.updateByExpression("prompt", "llm", expression);
      asyncPython.updateByExpression("async", "llm", expression);
    }

    List<Generation> found = java.lookup("prompt", "llm");

    assertThat(stored("prompt")).isEqualTo(text(vector)).isEqualTo(stored("async"));
    assertThat(GenerationsCodec.encode(found)).isEqualTo(text(vector));
    assertThat(java.lookup("async", "llm")).isEqualTo(found);
  }

  @ParameterizedTest
  @MethodSource("all")
  void whateverIsStoredIsAHitOrAMissForBothAndTheSameHit(JsonNode vector) {
    String text = text(vector);
    store("prompt", text);

    List<Generation> ours = java.lookup("prompt", "llm");
    Found[] found = new Found[1];
    PythonRaised raised =
        catchThrowableOfType(PythonRaised.class, () -> found[0] = python.lookup("prompt", "llm"));

    if (raised != null || found[0] == null || OUR_MISSES.contains(name(vector))) {
      assertThat(ours).as("raised %s", raised).isNull();
      return;
    }
    assertThat(ours).isNotNull();
    // When Python writes a message again, it drops unknown fields and sorts the usage. Our cache
    // keeps both.
    if (!name(vector).contains("unknown") && !name(vector).equals("usage in another order")) {
      assertThat(GenerationsCodec.encode(ours)).isEqualTo(found[0].text());
    }
    java.update("again", "llm", ours);
    assertThat(python.lookup("again", "llm")).isEqualTo(found[0]);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatOneOverwritesDeletesOrClearsIsSoForTheOther(boolean async) {
    SharedCache theirs = async ? asyncPython : python;
    String fizz = GenerationsCodec.encode(List.of(Generation.of("fizz")));
    List<Generation> buzz = List.of(Generation.chat("buzz"), Generation.of("buzz"));

    java.update("prompt", "llm", buzz);
    theirs.update("prompt", "llm", fizz);
    assertThat(java.lookup("prompt", "llm")).containsExactly(Generation.of("fizz"));
    java.update("prompt", "llm", buzz);
    assertThat(theirs.lookup("prompt", "llm").text()).isEqualTo(GenerationsCodec.encode(buzz));

    java.update("other", "llm", buzz);
    theirs.delete("prompt", "llm");
    assertThat(java.lookup("prompt", "llm")).isNull();
    java.delete("other", "llm");
    assertThat(theirs.lookup("other", "llm")).isNull();

    java.update("prompt", "llm", buzz);
    theirs.clear();
    assertThat(java.lookup("prompt", "llm")).isNull();
    theirs.update("prompt", "llm", fizz);
    java.clear();
    assertThat(theirs.lookup("prompt", "llm")).isNull();
  }

  static Stream<JsonNode> keys() {
    return Golden.vectors("cache_keys.json", "vectors");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void bothFindAnAnswerByTheSamePromptAndModel(JsonNode vector) {
    String prompt = vector.get("prompt").textValue();
    String llm = vector.get("llm_string").textValue();
    List<Generation> fizz = List.of(Generation.of("fizz"));

    java.update(prompt, llm, fizz);
    assertThat(python.lookup(prompt, llm).repr()).isEqualTo("[Generation(text='fizz')]");
    assertThat(python.lookup(prompt, llm + " ")).isNull();
    python.update(prompt, llm, GenerationsCodec.encode(List.of(Generation.of("buzz"))));
    assertThat(java.lookup(prompt, llm)).containsExactly(Generation.of("buzz"));
    assertThat(entries()).isEqualTo(1);
  }

  private static String name(JsonNode vector) {
    return vector.get("name").textValue();
  }

  private static String text(JsonNode vector) {
    return vector.get("stored_text").textValue();
  }
}

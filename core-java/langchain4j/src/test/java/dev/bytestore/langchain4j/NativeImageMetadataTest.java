package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.internal.json.JsonReader;
import dev.bytestore.internal.json.JsonWriter;
import dev.bytestore.internal.model.NotCacheableException;
import dev.langchain4j.model.embedding.DimensionAwareEmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The file that registers classes of LangChain4j for reflection in native images. No image is built
 * here.
 */
@TestInstance(Lifecycle.PER_CLASS) // building all models is slow
class NativeImageMetadataTest {

  private static final String FILE =
      "/META-INF/native-image/dev.bytestore/bytestore-langchain4j/reflect-config.json";

  private Set<String> read;
  private String text;
  private List<Map<?, ?>> entries;

  @BeforeAll
  void readTheFile() throws IOException {
    read = ClassesInKeys.names();
    try (InputStream file = NativeImageMetadataTest.class.getResourceAsStream(FILE)) {
      text = new String(file.readAllBytes(), UTF_8);
    }
    entries =
        ((List<?>) JsonReader.read(text))
            .stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
  }

  @Test
  void eachClassOfLangChain4jWhoseFieldsAreReadIsRegisteredAndNoOther() throws Exception {
    Set<String> levels = new TreeSet<>();
    for (String name : read) {
      for (Class<?> level = load(name); level != null; level = level.getSuperclass()) {
        if (level.getName().startsWith("dev.langchain4j.")) {
          levels.add(level.getName());
        }
      }
    }

    assertThat(levels).isNotEmpty();
    assertThat(names())
        .as("the names in src/main/resources" + FILE)
        .containsExactlyInAnyOrderElementsOf(levels);
  }

  @Test
  void eachRegisteredClassAndMethodExists() throws Exception {
    for (Map<?, ?> entry : entries) {
      Class<?> type = load((String) entry.get("name"));
      if (entry.get("methods") instanceof List<?> methods) {
        for (Object method : methods) {
          assertThat(((Map<?, ?>) method).get("parameterTypes")).isEqualTo(List.of());
          assertThat(type.getDeclaredMethod((String) ((Map<?, ?>) method).get("name"))).isNotNull();
        }
      }
    }
  }

  @Test
  void allFieldsAreRegisteredOfEachClassThatIsInTheImage() {
    for (Map<?, ?> entry : entries) {
      Object name = entry.get("name");

      assertThat(entry.get("condition")).isEqualTo(Map.of("typeReachable", name));
      assertThat(entry.get("allDeclaredFields")).isEqualTo(true);
      assertThat(Set.<Object>of("condition", "name", "allDeclaredFields", "methods"))
          .containsAll(entry.keySet());
    }
  }

  @Test
  void theDimensionOfAnEmbeddingModelIsRegistered() throws Exception {
    Class<?> type = DimensionAwareEmbeddingModel.class;

    assertThat(type.getDeclaredField("dimension")).isNotNull();
    assertThat(entries)
        .filteredOn(entry -> entry.get("name").equals(type.getName()))
        .extracting(entry -> entry.get("methods"))
        .isEqualTo(List.of(List.of(Map.of("name", "knownDimension", "parameterTypes", List.of()))));
  }

  /** The text is compared, so that repeated names in an object are found too. */
  @Test
  void theFileIsSortedByNameWithOneLineForEachClass() {
    Map<String, Map<?, ?>> sorted = new TreeMap<>();
    entries.forEach(entry -> sorted.put((String) entry.get("name"), entry));

    assertThat(text)
        .isEqualTo(
            sorted.values().stream()
                .map(JsonWriter::write)
                .collect(joining(",\n  ", "[\n  ", "\n]\n")));
  }

  @Test
  void inANativeImageAClassIsReadIfAllItsFieldsAreVisible() throws Exception {
    for (String name : read) {
      Class<?> type = load(name);

      assertThat(KeyFormat.FIELDS.of(type, true)).isEqualTo(KeyFormat.FIELDS.of(type, false));
    }
  }

  static class WithoutFields {}

  static final class WithAField extends WithoutFields {
    int one;
  }

  @Test
  void inANativeImageAClassWithoutFieldsIsRefusedUnlessItIsRegistered() {
    assertThat(KeyFormat.FIELDS.of(WithoutFields.class, false)).isEmpty();
    assertThat(KeyFormat.FIELDS.of(WithAField.class, false)).hasSize(1);
    for (Class<?> type : List.of(WithoutFields.class, WithAField.class)) {
      assertThatThrownBy(() -> KeyFormat.FIELDS.of(type, true))
          .isInstanceOf(NotCacheableException.class);
    }
    assertThat(names()).containsAll(KeyFormat.WITHOUT_FIELDS);
  }

  private List<String> names() {
    return entries.stream().map(entry -> (String) entry.get("name")).toList();
  }

  private static Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name, false, NativeImageMetadataTest.class.getClassLoader());
  }
}

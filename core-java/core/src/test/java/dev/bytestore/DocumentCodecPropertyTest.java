package dev.bytestore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.internal.json.ContainerLimit;
import dev.bytestore.internal.json.JsonReader;
import dev.bytestore.testing.RandomDocuments;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class DocumentCodecPropertyTest {

  private final DocumentCodec codec = new DocumentCodec();

  @Property(tries = 500)
  void anyDocumentComesBackEqual(@ForAll("documents") Document document) {
    byte[] bytes = codec.encode("key", document);

    assertThat(new String(bytes, ISO_8859_1)).matches("[ -~]*");
    assertThat(codec.decode("key", bytes)).isEqualTo(document);
  }

  @Property(tries = 500)
  void anyBytesAreADocumentOrRefused(@ForAll byte[] bytes) {
    assertDocumentOrRefused(bytes);
  }

  @Property(tries = 2_000)
  void anyChangeOfAValueLeavesADocumentOrIsRefused(
      @ForAll("documents") Document document,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0) Integer> places,
      @ForAll("fragments") String fragment,
      @ForAll @IntRange(min = 0, max = 30) int removed) {
    StringBuilder text = new StringBuilder(new String(codec.encode("key", document), ISO_8859_1));
    for (int place : places) {
      int start = place % (text.length() + 1);
      text.replace(start, Math.min(text.length(), start + removed), fragment);
    }

    assertDocumentOrRefused(text.toString().getBytes(ISO_8859_1));
    assertThat(outcome(() -> JsonReader.readUntrusted(text.toString().getBytes(UTF_8))))
        .isEqualTo(
            outcome(() -> JsonReader.read(text.toString(), new ContainerLimit(text.length()))));
  }

  /** Returns the value, or the failure as a text. */
  private static @Nullable Object outcome(Supplier<@Nullable Object> read) {
    try {
      return read.get();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  private void assertDocumentOrRefused(byte[] bytes) {
    Document document = decodeOrNull(bytes);
    if (document != null) {
      assertThat(codec.decode("key", codec.encode("key", document))).isEqualTo(document);
    }
  }

  private @Nullable Document decodeOrNull(byte[] bytes) {
    try {
      return codec.decode("key", bytes);
    } catch (IllegalArgumentException refused) {
      return null;
    }
  }

  @Provide
  Arbitrary<Document> documents() {
    return Arbitraries.randomValue(RandomDocuments::next);
  }

  @Provide
  Arbitrary<String> fragments() {
    return Arbitraries.of(
        "",
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        "null",
        "true",
        "1",
        "-1e400",
        "NaN",
        "[]",
        "{}",
        ", ",
        ": ",
        "\\ud800",
        "\\ud83d\\ude00",
        "n".repeat(100),
        "\u00ff",
        "\u0000",
        "lc",
        "\"lc\": 1, ",
        "kwargs",
        "\"self\": 1, ",
        "\"page_content\": null, ",
        "metadata",
        "\"id\": 5, ",
        "__lc_escaped__",
        "secret",
        "not_implemented",
        "\"langchain_core\", ");
  }
}

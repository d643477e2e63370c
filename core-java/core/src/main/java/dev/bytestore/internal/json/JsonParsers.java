package dev.bytestore.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Jackson's parsers, with options that make them accept what Python's {@code json.loads} accepts.
 */
final class JsonParsers {

  /** {@link JsonValues#MAX_DEPTH} levels of a value, and those around it in an entry. */
  static final int MAX_DEPTH = JsonValues.MAX_DEPTH + 16;

  private static final JsonFactory FACTORY =
      // Jackson would keep names in memory until the process ends, and anyone can choose them.
      factory(Integer.MAX_VALUE).disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  /** Keeps names in memory, which makes it fast: at most 6,000, which are short here. */
  private static final JsonFactory FAST_FACTORY = factory(64).build();

  private JsonParsers() {}

  private static JsonFactoryBuilder factory(int maxNameLength) {
    return new JsonFactoryBuilder()
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(maxNameLength)
                .maxNumberLength(Integer.MAX_VALUE)
                .build());
  }

  /** Returns a parser of {@code text}. */
  static JsonParser of(String text) throws IOException {
    return FACTORY.createParser(JsonEscapes.withoutUnpaired(text));
  }

  /** Returns a parser of {@code utf8}, which also accepts some bytes that are not UTF-8. */
  static JsonParser of(byte[] utf8) throws IOException {
    return FACTORY.createParser(utf8);
  }

  /**
   * Returns a parser of {@code utf8} that is twice as fast, or null unless all bytes are ASCII and
   * none is zero: Jackson would take bytes with a zero for UTF-16 or UTF-32. The parser fails on
   * names that are long, have unpaired surrogates, or have too many equal hashes.
   */
  static @Nullable JsonParser fast(byte[] utf8) throws IOException {
    String text = new String(utf8, UTF_8); // several times as fast as a loop over the bytes
    boolean isAscii = text.length() == utf8.length && text.indexOf('\uFFFD') < 0;
    return isAscii && text.indexOf('\0') < 0 ? FAST_FACTORY.createParser(utf8) : null;
  }
}

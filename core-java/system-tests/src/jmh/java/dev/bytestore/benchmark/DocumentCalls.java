package dev.bytestore.benchmark;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Reading documents, beside reading their bytes and parsing them, on one node.
 *
 * <p>{@code ./mvnw -Pbenchmarks "-Dbenchmarks=documents"}
 */
public final class DocumentCalls {

  static final String PART = "documents";
  static final String DOCUMENTS = "document store";
  static final String PARSED_BYTES = "byte store and Jackson";
  static final String BYTES = "byte store alone";

  private static final int KEYS = 1_000;
  private static final int CHARACTERS = 4_096;

  private DocumentCalls() {}

  /** Measures all ways. */
  public static void main(String[] arguments) throws RunnerException {
    Figures figures = Figures.of(PART);
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put(DOCUMENTS, "documents");
    ways.put(PARSED_BYTES, "parsedBytes");
    ways.put(BYTES, "bytes");
    scenario("English", ways).measure(figures);
    scenario("Russian", ways).measure(figures);
    figures.write();
    System.exit(0);
  }

  private static Scenario scenario(String language, Map<String, String> ways) {
    return new Scenario(
        "mget of %,d documents, %,d %s letters".formatted(KEYS, CHARACTERS, language),
        "DocumentsBenchmark",
        ways,
        Map.of(
            "keys", String.valueOf(KEYS),
            "characters", String.valueOf(CHARACTERS),
            "language", language.toLowerCase(Locale.ROOT)),
        1,
        KEYS);
  }
}

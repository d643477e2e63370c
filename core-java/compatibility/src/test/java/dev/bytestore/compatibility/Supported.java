package dev.bytestore.compatibility;

import java.util.List;

/**
 * The supported versions of what the modules need. The tests check that they run on these, and
 * {@link SupportedVersionsIT} that the documents list these and no others.
 */
final class Supported {

  static final List<String> CASSANDRA = List.of("4.0.19", "4.1.10", "5.0.9");

  /** Those that the tests of {@code core-java/langchain4j} run on. */
  static final List<String> LANGCHAIN4J = List.of("1.20.0", "1.23.0");

  /** Those of the modules below {@code kotlin}. */
  static final List<String> KOTLIN = List.of("2.1.21", "2.2.21", "2.3.21", "2.4.21");

  private Supported() {}

  /** Returns the version without its patch level. */
  static String minor(String version) {
    return version.substring(0, version.lastIndexOf('.'));
  }
}

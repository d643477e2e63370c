package dev.bytestore.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;

/** The version of LangChain4j on the class path. */
final class LangChain4jVersion {

  /** The first version with publishers of streams, {@code chatAsync} and {@code embedAsync}. */
  static final String MINIMUM = "1.20.0";

  private static final String PROPERTIES =
      "/META-INF/maven/dev.langchain4j/langchain4j-core/pom.properties";

  private LangChain4jVersion() {}

  /**
   * Refuses an older LangChain4j, with which calls would fail half-way or never end.
   *
   * @throws IllegalStateException if the version is below {@link #MINIMUM}
   */
  static void requireMinimum() {
    try {
      // A class literal, and not Class.forName, so that it also works in native images.
      Objects.requireNonNull(ChatModelStreamingEvent.class);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "dev.langchain4j:langchain4j-core %s or newer is needed, but %s is on the class path"
              .formatted(MINIMUM, found()),
          e);
    }
  }

  private static String found() {
    Properties properties = new Properties();
    try (InputStream text = ChatModel.class.getResourceAsStream(PROPERTIES)) {
      if (text != null) {
        properties.load(text);
      }
    } catch (IOException e) {
      // The message then does not name the version.
    }
    return properties.getProperty("version", "an older version");
  }
}

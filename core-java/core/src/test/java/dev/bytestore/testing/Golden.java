package dev.bytestore.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the golden files, which were recorded from Python. Each file says how. */
public final class Golden {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Golden() {}

  /** Returns a whole file. */
  public static JsonNode file(String name) {
    try (InputStream file = Golden.class.getResourceAsStream("/golden/" + name)) {
      return MAPPER.readTree(Objects.requireNonNull(file, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the elements of a list at the top level of a file. */
  public static Stream<JsonNode> vectors(String name, String list) {
    return StreamSupport.stream(file(name).get(list).spliterator(), false);
  }
}

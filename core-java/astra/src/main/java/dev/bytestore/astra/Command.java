package dev.bytestore.astra;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * A command as the body of a request.
 *
 * @param name what the Data API calls it
 * @param ids the ids of the documents that it names, without repeats; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Command(String name, byte[] body, List<String> ids) {

  private static final JsonFactory FACTORY = new JsonFactory().setRootValueSeparator(null);

  /**
   * Puts {@code values} in the places of the question marks of {@code shape}: texts, bytes, which
   * become base64, and lists and maps of them.
   *
   * @param shape a JSON object with one field, the command's name
   */
  static Command of(String shape, Object... values) {
    String[] pieces = shape.split("\\?", -1);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator out = FACTORY.createGenerator(body)) {
      out.writeRaw(pieces[0]);
      for (int i = 0; i < values.length; i++) {
        write(out, values[i]);
        out.writeRaw(pieces[i + 1]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Command(shape.substring(2, shape.indexOf('"', 2)), body.toByteArray(), List.of());
  }

  /** The same command; its answer may contain only documents with these ids. */
  Command about(List<String> newIds) {
    return new Command(name, body, newIds);
  }

  private static void write(JsonGenerator out, Object value) throws IOException {
    if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof byte[] bytes) {
      out.writeBinary(bytes);
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        write(out, element);
      }
      out.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> field : map.entrySet()) {
        out.writeFieldName((String) field.getKey());
        write(out, field.getValue());
      }
      out.writeEndObject();
    } else {
      throw new IllegalArgumentException(value.getClass().getName());
    }
  }
}

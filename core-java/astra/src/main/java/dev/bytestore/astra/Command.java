package dev.bytestore.astra;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * A command of the Data API.
 *
 * @param name the name of the command, such as {@code findOne}
 * @param body the body of the request
 * @param ids the distinct ids of the documents that the command names; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // Commands are never compared.
record Command(String name, byte[] body, List<String> ids) {

  private static final JsonFactory FACTORY = new JsonFactory().setRootValueSeparator(null);

  /**
   * Creates a command by replacing the question marks of {@code shape} with {@code values}.
   *
   * @param shape a JSON object with one field, which is the name of the command
   * @param values strings, byte arrays, which become Base64, and lists and maps of these
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

  /** The same command for documents with these ids: a response may contain only these. */
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

package dev.bytestore.astra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A document of a byte store: an id, and a value that is sent as Base64. */
@SuppressWarnings("ArrayRecordComponent") // Documents are never compared.
record Document(String id, byte[] value) {

  /** The length of the longest document that the Data API accepts, in characters of JSON. */
  static final int MAX_LENGTH = 4_000_000;

  /**
   * Creates one document for each of {@code entries}.
   *
   * @throws IllegalArgumentException if a document is longer than the Data API accepts
   */
  static List<Document> of(Map<String, byte[]> entries) {
    List<Document> documents = new ArrayList<>(entries.size());
    entries.forEach(
        (key, value) -> {
          Document document = new Document(key, value);
          if (document.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                ("entries: value at position %d has %,d bytes; as Base64 and with its key it is a"
                        + " document of %,d characters, but at most %,d are allowed")
                    .formatted(documents.size(), value.length, document.length(), MAX_LENGTH));
          }
          documents.add(document);
        });
    return documents;
  }

  /** The length of the JSON text in characters, or slightly more. */
  long length() {
    long base64 = (value.length + 2L) / 3 * 4;
    return "{\"_id\":\"\",\"value\":\"\"}".length() + escapedLength(id) + base64;
  }

  /** The length of the JSON text in bytes, or slightly more. */
  long bytes() {
    return length() + id.chars().mapToLong(Document::bytesBeyondCharacters).sum();
  }

  /** The length of {@code text} as a JSON string without its quotes, or slightly more. */
  static long escapedLength(String text) {
    return text.chars().mapToLong(c -> c < ' ' ? 6 : c == '"' || c == '\\' ? 2 : 1).sum();
  }

  private static int bytesBeyondCharacters(int unit) {
    if (Character.isSurrogate((char) unit)) {
      return 5; // Jackson escapes it.
    }
    return unit < 0x80 ? 0 : unit < 0x800 ? 1 : 2;
  }
}

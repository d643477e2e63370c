package dev.bytestore.astra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A byte store's document: an id, and a value that travels as base64. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Document(String id, byte[] value) {

  /** The longest document that the Data API takes, in characters of its JSON text. */
  static final int MAX_LENGTH = 4_000_000;

  /**
   * The documents of {@code entries}.
   *
   * @throws IllegalArgumentException if one is longer than the Data API takes
   */
  static List<Document> of(Map<String, byte[]> entries) {
    List<Document> documents = new ArrayList<>(entries.size());
    entries.forEach(
        (key, value) -> {
          Document document = new Document(key, value);
          if (document.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                ("entries: value at position %d has %,d bytes: as base64, with its key, that is a"
                        + " document of %,d characters, and the longest may have %,d")
                    .formatted(documents.size(), value.length, document.length(), MAX_LENGTH));
          }
          documents.add(document);
        });
    return documents;
  }

  /** How many characters its JSON text has, or a few more. */
  long length() {
    long base64 = (value.length + 2L) / 3 * 4;
    return "{\"_id\":\"\",\"value\":\"\"}".length() + escapedLength(id) + base64;
  }

  /** How many bytes its JSON text has. */
  long bytes() {
    return length() + id.chars().mapToLong(Document::bytesBeyondCharacters).sum();
  }

  /** How many characters {@code text} has as JSON, without the quotes around it. */
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

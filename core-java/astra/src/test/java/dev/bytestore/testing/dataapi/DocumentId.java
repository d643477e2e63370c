package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.metadata.token.Token;
import com.datastax.oss.driver.internal.core.metadata.token.Murmur3TokenFactory;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The {@code _id} of a document. Ids are ordered by the tokens of the rows that the Data API stores
 * in Cassandra, whose key is a tuple of the type and the text. Listings therefore have the same
 * order as on a real server.
 */
final class DocumentId implements Comparable<DocumentId> {

  private static final byte STRING = 1;
  private static final byte NUMBER = 2;
  private static final Murmur3TokenFactory TOKENS = new Murmur3TokenFactory();

  private final String text;
  private final byte[] key;
  private final Token token;

  private DocumentId(byte type, String text) {
    this.text = text;
    byte[] utf8 = text.getBytes(UTF_8);
    this.key =
        ByteBuffer.allocate(9 + utf8.length)
            .putInt(1)
            .put(type)
            .putInt(utf8.length)
            .put(utf8)
            .array();
    this.token = TOKENS.hash(ByteBuffer.wrap(key));
  }

  /** The id with this key, for comparisons. There need not be a document with it. */
  static DocumentId ofKey(byte[] key) {
    ByteBuffer tuple = ByteBuffer.wrap(key);
    if (key.length < 9 || tuple.getInt() != 1) {
      throw new IllegalArgumentException("not a key of a document");
    }
    byte type = tuple.get();
    if (tuple.getInt() != tuple.remaining()) {
      throw new IllegalArgumentException("not a key of a document");
    }
    return new DocumentId(type, UTF_8.decode(tuple).toString());
  }

  /** The id of a document. */
  static DocumentId of(JsonNode document) {
    return ofValue(document.path("_id"));
  }

  static DocumentId ofValue(JsonNode id) {
    if (id.isNumber()) {
      return new DocumentId(NUMBER, id.asText());
    }
    if (!id.isTextual() || id.textValue().isEmpty()) {
      throw new NotInStandIn("ids other than texts and numbers");
    }
    return new DocumentId(STRING, id.textValue());
  }

  /** The text of a string, or the digits of a number. */
  String text() {
    return text;
  }

  /** The key of the row in Cassandra. */
  byte[] key() {
    return key.clone();
  }

  @Override
  public int compareTo(DocumentId other) {
    int byToken = token.compareTo(other.token);
    return byToken != 0 ? byToken : Arrays.compareUnsigned(key, other.key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DocumentId id && Arrays.equals(key, id.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }
}

package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.metadata.token.Token;
import com.datastax.oss.driver.internal.core.metadata.token.Murmur3TokenFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;

/**
 * The {@code _id} of a document. Ids are in the order of the tokens of the rows that the Data API
 * keeps in Cassandra, whose key is a tuple of the type and the text: so a listing comes in the very
 * order of a real server.
 */
final class DocumentId implements Comparable<DocumentId> {

  /** The longest key of Cassandra, of which the tuple's two lengths and the type take 9 bytes. */
  static final int LONGEST_KEY = 65_535;

  private static final int STRING = 1;
  private static final Set<String> OBJECT_TYPES = Set.of("$uuid", "$objectId", "$date");
  private static final Murmur3TokenFactory TOKENS = new Murmur3TokenFactory();

  private final int type;
  private final String text;
  private final JsonNode json;
  private final byte[] key;
  private final Token token;

  private DocumentId(int type, String text, JsonNode json) {
    this.type = type;
    this.text = text;
    this.json = json;
    byte[] utf8 = text.getBytes(UTF_8);
    this.key =
        ByteBuffer.allocate(9 + utf8.length)
            .putInt(1)
            .put((byte) type)
            .putInt(utf8.length)
            .put(utf8)
            .array();
    this.token = TOKENS.hash(ByteBuffer.wrap(key));
  }

  /** The id whose key this is, to find its place among others; no document needs to have it. */
  static DocumentId ofKey(byte[] key) {
    ByteBuffer tuple = ByteBuffer.wrap(key);
    if (key.length < 9 || tuple.getInt() != 1) {
      throw new IllegalArgumentException("not a key of a document");
    }
    int type = tuple.get();
    if (tuple.getInt() != tuple.remaining()) {
      throw new IllegalArgumentException("not a key of a document");
    }
    String text = UTF_8.decode(tuple).toString();
    return new DocumentId(type, text, TextNode.valueOf(text));
  }

  static DocumentId of(JsonNode json) {
    switch (json.getNodeType()) {
      case STRING -> {
        if (json.textValue().isEmpty()) {
          throw DocumentErrors.emptyId();
        }
        if (!UTF_8.newEncoder().canEncode(json.textValue())) {
          throw ServerErrors.unexpected(
              "IllegalArgumentException", "a string with an unpaired surrogate");
        }
        return new DocumentId(STRING, json.textValue(), json);
      }
      case NUMBER -> {
        return new DocumentId(2, json.decimalValue().stripTrailingZeros().toPlainString(), json);
      }
      case BOOLEAN -> {
        return new DocumentId(3, json.asText(), json);
      }
      case NULL -> {
        return new DocumentId(4, "null", json);
      }
      case OBJECT -> {
        if (json.size() == 1 && OBJECT_TYPES.contains(json.fieldNames().next())) {
          return new DocumentId(5, json.toString(), json);
        }
        throw DocumentErrors.badIdType(
            "Document Id must be a JSON String, Number, Boolean, EJSON-Encoded Date Object or null"
                + " instead got OBJECT");
      }
      default ->
          throw DocumentErrors.badIdType(
              "Document Id must be a JSON String, Number, Boolean, EJSON-Encoded Date Object or"
                  + " null instead got "
                  + json.getNodeType());
    }
  }

  JsonNode json() {
    return json;
  }

  /** The text of a string, or the JSON of another type. */
  String text() {
    return type == STRING ? text : Json.text(json);
  }

  /** The row's key in Cassandra. */
  byte[] key() {
    return key.clone();
  }

  /** As the key of a row in a request to Cassandra, which refuses one that is too long. */
  DocumentId checkLength(String place) {
    if (key.length > LONGEST_KEY) {
      throw ServerErrors.invalidQuery(
          place,
          "SELECT key, tx_id, doc_json FROM " + place + " WHERE key = ? LIMIT 1",
          "<tuple>",
          "Key length of %d is longer than maximum of %d".formatted(key.length, LONGEST_KEY));
    }
    return this;
  }

  String quoted() {
    return type == STRING ? "'" + text + "'" : text();
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

  @Override
  public String toString() {
    return switch (type) {
      case STRING -> "StringId('" + text + "')";
      case 2 -> "NumberId(" + text + ")";
      case 3 -> "BooleanId(" + text + ")";
      case 4 -> "NullId";
      default -> "ObjectId(" + text + ")";
    };
  }
}

package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** What a document may be: the limits of the Data API, and those of Cassandra behind it. */
final class DocumentRules {

  static final int LONGEST_DOCUMENT = 4_000_000;
  static final int LONGEST_INDEXED_STRING = 8_000;
  static final int DEEPEST_NESTING = 16;
  static final int LONGEST_NUMBER = 100;

  private static final Set<String> EXTENDED_VALUES = Set.of("$date", "$uuid", "$objectId");

  private final Indexing indexing;
  private final String place;

  DocumentRules(Indexing indexing, String place) {
    this.indexing = indexing;
    this.place = place;
  }

  /** Checks a document that has its {@code _id}. */
  void check(JsonNode document) {
    int length = Json.text(document).length();
    if (length > LONGEST_DOCUMENT) {
      throw DocumentErrors.tooLarge(
          "document size (%d chars) exceeds maximum allowed (%d)"
              .formatted(length, LONGEST_DOCUMENT));
    }
    checkObject("", document, 1);
    DocumentId.of(document.path("_id")).checkLength(place);
  }

  private void checkObject(String path, JsonNode object, int depth) {
    if (depth > DEEPEST_NESTING) {
      throw DocumentErrors.tooLarge(
          "document depth exceeds maximum allowed (%d)".formatted(DEEPEST_NESTING));
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      if (name.isEmpty()) {
        throw DocumentErrors.badFieldName("field name cannot be empty");
      }
      if (name.startsWith("$")) {
        throw DocumentErrors.badFieldName("field name ('" + name + "') starts with '$'");
      }
      checkValue(path.isEmpty() ? name : path + "." + name, field.getValue(), depth);
    }
  }

  private void checkValue(String path, JsonNode value, int depth) {
    switch (value.getNodeType()) {
      case STRING -> checkString(path, value.textValue());
      case NUMBER -> {
        int digits = value.decimalValue().precision();
        if (digits > LONGEST_NUMBER) {
          throw DocumentErrors.tooLarge(
              "Number value length (%d) exceeds maximum allowed (%d)"
                  .formatted(digits, LONGEST_NUMBER));
        }
      }
      case OBJECT -> {
        if (value.size() != 1 || !EXTENDED_VALUES.contains(value.fieldNames().next())) {
          checkObject(path, value, depth + 1);
        }
      }
      case ARRAY -> {
        if (depth + 1 > DEEPEST_NESTING) {
          throw DocumentErrors.tooLarge(
              "document depth exceeds maximum allowed (%d)".formatted(DEEPEST_NESTING));
        }
        value.forEach(element -> checkValue(path, element, depth + 1));
      }
      default -> {
        // null and the booleans have no limits
      }
    }
  }

  private void checkString(String path, String text) {
    if (!UTF_8.newEncoder().canEncode(text)) {
      throw ServerErrors.driver(
          place, "IllegalArgumentException", "a string with an unpaired surrogate");
    }
    if (text.length() > LONGEST_INDEXED_STRING / 3 && indexing.covers(path)) {
      int bytes = text.getBytes(UTF_8).length;
      if (bytes > LONGEST_INDEXED_STRING) {
        throw DocumentErrors.tooLarge(
            "indexed String value (field '%s') length (%d bytes) exceeds maximum allowed (%d bytes)"
                .formatted(path, bytes, LONGEST_INDEXED_STRING));
      }
    }
  }
}

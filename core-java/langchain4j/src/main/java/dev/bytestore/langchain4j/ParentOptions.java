package dev.bytestore.langchain4j;

import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.Utf8;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks the options and arguments of the ingestor and the retriever of parent documents. */
final class ParentOptions {

  /** The default of {@code id_key} in Python. */
  static final String DEFAULT_ID_KEY = "doc_id";

  /** The longest key of any store. */
  private static final int MAX_KEY_BYTES = 65_535;

  /** The longest suffix that a part of a document adds to the id of the document. */
  private static final int MAX_PART_BYTES = ("/" + Integer.MAX_VALUE).length();

  private ParentOptions() {}

  static String idKey(String idKey) {
    if (DocumentConversion.isBlank(Objects.requireNonNull(idKey, "idKey"))) {
      throw new IllegalArgumentException("idKey: must not be blank");
    }
    return idKey;
  }

  /** Returns the value of the option {@code name}, which must be set. */
  static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalStateException("no %s: set one with %s(...)".formatted(name, name));
    }
    return value;
  }

  /**
   * Returns a copy of {@code ids}, which must be one for each document, all different, and possible
   * keys. They are checked before the first batch, because embeddings cost money.
   *
   * @param hasParts whether the position of a part is added to each id
   */
  static List<String> ids(List<String> ids, int documents, boolean hasParts) {
    List<String> checked = Arguments.withoutNulls(ids, "ids");
    if (checked.size() != documents) {
      throw new IllegalArgumentException(
          "ids: %d ids for %d documents".formatted(checked.size(), documents));
    }
    int maxBytes = hasParts ? MAX_KEY_BYTES - MAX_PART_BYTES : MAX_KEY_BYTES;
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < documents; i++) {
      checkId(checked.get(i), i, maxBytes);
      Integer first = positions.putIfAbsent(checked.get(i), i);
      if (first != null) {
        throw new IllegalArgumentException(
            "ids: the ids at positions %d and %d are equal".formatted(first, i));
      }
    }
    return checked;
  }

  private static void checkId(String id, int position, int maxBytes) {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("ids: id at position %d is empty".formatted(position));
    }
    int surrogate = Utf8.unpairedSurrogate(id);
    if (surrogate >= 0) {
      throw new IllegalArgumentException(
          "ids: id at position %d has an unpaired surrogate at index %d"
              .formatted(position, surrogate));
    }
    if (Utf8.length(id) > maxBytes) {
      throw new IllegalArgumentException(
          "ids: id at position %d has %d UTF-8 bytes, more than the %d allowed"
              .formatted(position, Utf8.length(id), maxBytes));
    }
  }
}

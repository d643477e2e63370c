package dev.bytestore.langchain4j;

import dev.bytestore.internal.Arguments;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks the options and arguments of the ingestor and the retriever of parent documents. */
final class ParentOptions {

  /** The default of {@code id_key} in Python. */
  static final String DEFAULT_ID_KEY = "doc_id";

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

  /** Returns a copy of {@code ids}, which must be one for each document and all different. */
  static List<String> ids(List<String> ids, int documents) {
    List<String> checked = Arguments.withoutNulls(ids, "ids");
    if (checked.size() != documents) {
      throw new IllegalArgumentException(
          "ids: %d ids for %d documents".formatted(checked.size(), documents));
    }
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < documents; i++) {
      if (checked.get(i).isEmpty()) {
        throw new IllegalArgumentException("ids: id at position %d is empty".formatted(i));
      }
      Integer first = positions.putIfAbsent(checked.get(i), i);
      if (first != null) {
        throw new IllegalArgumentException(
            "ids: the ids at positions %d and %d are equal".formatted(first, i));
      }
    }
    return checked;
  }
}

package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Which fields of a collection are indexed: as its options say, or all. */
final class Indexing {

  private final boolean isAllowList;
  private final Set<String> paths;

  private Indexing(boolean isAllowList, Set<String> paths) {
    this.isAllowList = isAllowList;
    this.paths = paths;
  }

  /** Reads {@code options.indexing}, which may be absent. */
  static Indexing of(JsonNode options) {
    JsonNode indexing = options.path("indexing");
    if (indexing.isMissingNode() || indexing.isNull()) {
      return new Indexing(false, Set.of());
    }
    if (indexing.has("allow") && indexing.has("deny")) {
      throw Errors.badIndexing("'allow' and 'deny' cannot be used together");
    }
    if (indexing.has("allow")) {
      Set<String> allowed = paths("allow", indexing.path("allow"));
      return allowed.equals(Set.of("*"))
          ? new Indexing(false, Set.of())
          : new Indexing(true, allowed);
    }
    if (indexing.has("deny")) {
      Set<String> denied = paths("deny", indexing.path("deny"));
      return denied.equals(Set.of("*"))
          ? new Indexing(true, Set.of())
          : new Indexing(false, denied);
    }
    throw Errors.badIndexing("either 'allow' or 'deny' should be provided");
  }

  private static Set<String> paths(String list, JsonNode array) {
    if (!array.isArray()) {
      throw Errors.structureMismatch("'indexing." + list + "' is no array");
    }
    if (array.isEmpty()) {
      throw Errors.badIndexing("'" + list + "' cannot be empty");
    }
    Set<String> paths = new LinkedHashSet<>();
    for (JsonNode path : array) {
      if (!path.isTextual() || path.textValue().isEmpty()) {
        throw Errors.badIndexing("path must be a non-empty string");
      }
      if (!paths.add(path.textValue())) {
        throw Errors.badIndexing("'" + list + "' contains a duplicate path");
      }
    }
    if (paths.size() > 1 && paths.contains("*")) {
      throw Errors.badIndexing("'*' has to be the only path of '" + list + "'");
    }
    return paths;
  }

  /** Whether the values at a path, whose segments are joined by dots, are indexed. */
  boolean covers(String path) {
    return isAllowList == paths.stream().anyMatch(each -> isWithin(path, each));
  }

  private static boolean isWithin(String path, String outer) {
    return path.equals(outer) || path.startsWith(outer + ".");
  }

  boolean isSameAs(Indexing other) {
    return comparable().equals(other.comparable());
  }

  private Map.Entry<Boolean, Set<String>> comparable() {
    return Map.entry(isAllowList, paths);
  }
}

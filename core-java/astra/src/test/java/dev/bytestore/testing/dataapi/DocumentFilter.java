package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which documents a command is about. The database behind the recorded server is plain Cassandra,
 * so there is at most one condition.
 */
final class DocumentFilter {

  static final int MOST_VALUES = 100;

  private static final Map<String, String> CQL_OPERATORS =
      Map.of("$gt", ">", "$gte", ">=", "$lt", "<", "$lte", "<=");

  private final Optional<List<DocumentId>> ids;
  private final boolean isEmpty;
  private final Predicate<ObjectNode> matches;

  private DocumentFilter(
      Optional<List<DocumentId>> ids, boolean isEmpty, Predicate<ObjectNode> matches) {
    this.ids = ids;
    this.isEmpty = isEmpty;
    this.matches = matches;
  }

  static DocumentFilter of(Optional<ObjectNode> definition, StoredCollection collection) {
    List<Map.Entry<String, JsonNode>> conditions = new ArrayList<>();
    definition.ifPresent(filter -> collect(filter, conditions));
    if (conditions.isEmpty()) {
      return new DocumentFilter(Optional.empty(), true, document -> true);
    }
    if (conditions.stream().filter(condition -> condition.getKey().equals("_id")).count() > 1) {
      throw DocumentErrors.severalIdFilters();
    }
    List<DocumentFilter> filters =
        conditions.stream()
            .map(condition -> of(condition.getKey(), condition.getValue(), collection))
            .toList();
    if (filters.size() > 1) {
      throw ServerErrors.unsupportedQuery(
          collection.place(), "line 1:0 mismatched input 'AND' expecting ')'");
    }
    return filters.get(0);
  }

  private static void collect(JsonNode filter, List<Map.Entry<String, JsonNode>> conditions) {
    for (Map.Entry<String, JsonNode> entry : filter.properties()) {
      if (entry.getKey().equals("$and") || entry.getKey().equals("$or")) {
        if (!entry.getValue().isArray()) {
          throw DocumentErrors.badFilter(
              "'%s' operator must have array value".formatted(entry.getKey()));
        }
        entry.getValue().forEach(each -> collect(each, conditions));
      } else if (entry.getKey().startsWith("$")) {
        throw DocumentErrors.badFilter("filter clause path ('" + entry.getKey() + "')");
      } else {
        conditions.add(entry);
      }
    }
  }

  private static DocumentFilter of(String path, JsonNode condition, StoredCollection collection) {
    String operator = "$eq";
    JsonNode operand = condition;
    if (condition.isObject()
        && !condition.isEmpty()
        && condition.fieldNames().next().startsWith("$")
        && !List.of("$uuid", "$objectId", "$date").contains(condition.fieldNames().next())) {
      if (condition.size() > 1) {
        throw ServerErrors.unsupportedQuery(
            collection.place(), "line 1:0 mismatched input 'AND' expecting ')'");
      }
      operator = condition.fieldNames().next();
      operand = condition.get(operator);
    }
    List<JsonNode> values = values(operator, operand);
    boolean isIndexed = collection.indexing().covers(path);
    boolean isEquality = operator.equals("$eq") || operator.equals("$in");
    if (path.equals("_id") && isEquality) {
      List<DocumentId> ids = new ArrayList<>();
      values.forEach(value -> ids.add(DocumentId.of(value).checkLength(collection.place())));
      return ofIds(ids);
    }
    if (path.equals("_id") && !isIndexed) {
      throw DocumentErrors.idNotIndexed(operator);
    }
    if (!isIndexed) {
      throw DocumentErrors.unindexedFilter(path);
    }
    if (!isEquality) {
      return comparison(path, operator, operand, collection);
    }
    return new DocumentFilter(
        Optional.empty(), false, document -> values.contains(at(document, path)));
  }

  private static List<JsonNode> values(String operator, JsonNode operand) {
    if (!operator.equals("$in")) {
      return List.of(operand);
    }
    if (!operand.isArray()) {
      throw DocumentErrors.badFilter("'$in' operator must have array value");
    }
    if (operand.size() > MOST_VALUES) {
      throw DocumentErrors.badFilter("'$in' operator must have at most " + MOST_VALUES + " values");
    }
    List<JsonNode> values = new ArrayList<>();
    operand.forEach(values::add);
    return values;
  }

  private static DocumentFilter comparison(
      String path, String operator, JsonNode operand, StoredCollection collection) {
    switch (operator) {
      case "$gt", "$gte", "$lt", "$lte" ->
          throw ServerErrors.invalidQuery(
              collection.place(),
              "SELECT key, tx_id, doc_json FROM %s WHERE query_text_values[?] %s ? LIMIT 2147483647"
                  .formatted(collection.place(), CQL_OPERATORS.get(operator)),
              path + ", " + operand.asText(),
              "Only EQ relations are supported on map entries");
      case "$ne", "$nin", "$exists", "$all", "$size", "$not" ->
          throw new NotInStandIn("the filter operator " + operator);
      default -> throw DocumentErrors.unknownOperator(operator);
    }
  }

  /** In a random order, as the answers to so many reads at once come. */
  private static DocumentFilter ofIds(List<DocumentId> ids) {
    Collections.shuffle(ids);
    return new DocumentFilter(
        Optional.of(ids), false, document -> ids.contains(DocumentId.of(document.path("_id"))));
  }

  private static JsonNode at(JsonNode document, String path) {
    JsonNode value = document;
    for (String segment : path.split("\\.", -1)) {
      value = value.path(segment);
    }
    return value;
  }

  /** The ids, if they are all it asks for; one that was given twice is there twice. */
  Optional<List<DocumentId>> ids() {
    return ids;
  }

  boolean isEmpty() {
    return isEmpty;
  }

  /** The documents it is about, at most so many. */
  List<ObjectNode> find(StoredCollection collection, int most) {
    if (ids.isEmpty()) {
      return collection.list(Optional.empty(), matches, most);
    }
    return ids.get().stream().flatMap(id -> collection.get(id).stream()).limit(most).toList();
  }

  Predicate<ObjectNode> matches() {
    return matches;
  }
}

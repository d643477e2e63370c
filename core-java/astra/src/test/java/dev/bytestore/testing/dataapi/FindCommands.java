package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands that read documents. */
final class FindCommands {

  static final int MOST_COUNTED = 1000;

  private FindCommands() {}

  static void checkOptions(Arguments arguments) {
    arguments
        .number("limit")
        .ifPresent(
            limit -> {
              if (limit <= 0) {
                throw Errors.badFieldValue(
                    "options.limit", limit.toString(), "limit should be greater than `0`");
              }
            });
    if (arguments.number("skip").orElse(0) != 0) {
      throw new NotInStandIn("skip");
    }
  }

  static ObjectNode find(Arguments arguments, Target target) {
    StoredCollection collection = target.collection();
    Projection projection = Projection.of(arguments.object("projection"));
    DocumentFilter filter = DocumentFilter.of(arguments.object("filter"), collection);
    Optional<Comparator<ObjectNode>> sort = sort(arguments, collection);
    int limit = arguments.number("limit").orElse(Integer.MAX_VALUE);
    if (sort.isPresent()) {
      int most = Math.min(limit, target.settings().pageSize());
      List<ObjectNode> all = filter.find(collection, Integer.MAX_VALUE);
      return documents(
          all.stream().sorted(sort.get()).limit(most).toList(), projection, Optional.empty());
    }
    if (filter.ids().isPresent()) { // these come all at once, however many a page has
      return documents(filter.find(collection, limit), projection, Optional.empty());
    }
    PageState state =
        arguments
            .text("pageState")
            .map(text -> PageState.parse(text, collection.place()))
            .orElse(null);
    int remaining = state == null ? limit : state.remaining();
    int size = Math.min(target.settings().pageSize(), remaining);
    List<ObjectNode> page =
        collection.list(Optional.ofNullable(state).map(PageState::last), filter.matches(), size);
    // Like Cassandra's, a full page may be the last one: what follows then is an empty one.
    boolean mayFollow = page.size() == size && remaining > size;
    return documents(
        page,
        projection,
        mayFollow
            ? Optional.of(new PageState(Target.idOf(page.get(size - 1)), remaining - size).text())
            : Optional.empty());
  }

  private static ObjectNode documents(
      List<ObjectNode> found, Projection projection, Optional<String> nextPageState) {
    ObjectNode answer = Json.object();
    ObjectNode data = answer.putObject("data");
    ArrayNode documents = data.putArray("documents");
    found.forEach(document -> documents.add(projection.apply(document)));
    data.put("nextPageState", nextPageState.orElse(null));
    return answer;
  }

  private static Optional<Comparator<ObjectNode>> sort(
      Arguments arguments, StoredCollection collection) {
    Comparator<ObjectNode> order = null;
    for (Map.Entry<String, JsonNode> entry :
        arguments.object("sort").orElseGet(Json::object).properties()) {
      String path = entry.getKey();
      if (path.startsWith("$")) {
        throw new NotInStandIn("the sort " + path);
      }
      if (!collection.indexing().covers(path)) {
        throw Errors.unindexedSort(path);
      }
      Comparator<ObjectNode> byPath =
          Comparator.comparing(document -> document.path(path).asText());
      Comparator<ObjectNode> next = entry.getValue().asInt() < 0 ? byPath.reversed() : byPath;
      order = order == null ? next : order.thenComparing(next);
    }
    return Optional.ofNullable(order);
  }

  static ObjectNode findOne(Arguments arguments, Target target) {
    Projection projection = Projection.of(arguments.object("projection"));
    DocumentFilter filter = DocumentFilter.of(arguments.object("filter"), target.collection());
    ObjectNode answer = Json.object();
    answer
        .putObject("data")
        .set("document", first(filter, arguments, target).map(projection::apply).orElse(null));
    return answer;
  }

  /** The first document that fits, in the order that was asked for. */
  static Optional<ObjectNode> first(DocumentFilter filter, Arguments arguments, Target target) {
    Optional<Comparator<ObjectNode>> sort = sort(arguments, target.collection());
    if (sort.isEmpty()) {
      return filter.find(target.collection(), 1).stream().findFirst();
    }
    return filter.find(target.collection(), Integer.MAX_VALUE).stream().min(sort.get());
  }

  static ObjectNode count(Arguments arguments, Target target) {
    Optional<ObjectNode> definition = arguments.object("filter");
    DocumentFilter filter = DocumentFilter.of(definition, target.collection());
    int counted =
        filter.ids().isPresent()
            ? countFirst(definition.orElseThrow(), filter, target)
            : filter.find(target.collection(), MOST_COUNTED + 1).size();
    ObjectNode answer = Json.object();
    ObjectNode status = answer.putObject("status");
    if (counted > MOST_COUNTED) {
      status.put("moreData", true);
    }
    status.put("count", Math.min(counted, MOST_COUNTED));
    return answer;
  }

  /** A real server counts the first id of a list only, and so does this. */
  private static int countFirst(ObjectNode definition, DocumentFilter filter, Target target) {
    if (filter.ids().orElseThrow().isEmpty()) {
      return 0;
    }
    JsonNode in = definition.path("_id").path("$in");
    DocumentId first = in.isArray() ? DocumentId.of(in.get(0)) : filter.ids().get().get(0);
    return target.collection().get(first).isPresent() ? 1 : 0;
  }

  /** Nothing is on disk yet of what a test wrote, so the estimate is none. */
  static ObjectNode estimate(Arguments arguments, Target target) {
    ObjectNode answer = Json.object();
    answer.putObject("status").put("count", 0);
    return answer;
  }
}

package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The documents that requests under way are about to write, so that a second write of one at the
 * same time loses to the first. Deletes make others lose, and never lose themselves.
 */
final class WriteClaims {

  private record Place(String path, DocumentId id) {}

  private final Set<Place> claimed = ConcurrentHashMap.newKeySet();

  /** The claims of one request. */
  final class Claim {

    private final Set<Place> won = new HashSet<>();
    private final Set<DocumentId> lost = new HashSet<>();

    private Claim(String path, List<DocumentId> ids, boolean mayLose) {
      for (DocumentId id : ids) {
        Place place = new Place(path, id);
        if (claimed.add(place)) {
          won.add(place);
        } else if (mayLose && !won.contains(place)) {
          lost.add(id);
        }
      }
    }

    /** Whether another request, which came before, writes the document. */
    Predicate<DocumentId> isContended() {
      return lost::contains;
    }

    void end() {
      claimed.removeAll(won);
    }
  }

  Claim claim(DataApiRequest request) {
    return new Claim(request.path(), idsOf(request), !isDelete(request));
  }

  /** For a request that claims nothing, and never loses. */
  Claim nothing() {
    return new Claim("", List.of(), false);
  }

  private static boolean isDelete(DataApiRequest request) {
    return request.command().contains("elete");
  }

  private static List<DocumentId> idsOf(DataApiRequest request) {
    List<DocumentId> ids = new ArrayList<>();
    try {
      JsonNode arguments = request.arguments();
      switch (request.command()) {
        case "insertOne" -> add(arguments.path("document").path("_id"), ids);
        case "insertMany" ->
            arguments.path("documents").forEach(document -> add(document.path("_id"), ids));
        case "findOneAndReplace", "updateOne", "deleteOne", "findOneAndDelete", "deleteMany" -> {
          JsonNode id = arguments.path("filter").path("_id");
          if (id.path("$in").isArray()) {
            id.path("$in").forEach(each -> add(each, ids));
          } else {
            add(id, ids);
          }
        }
        default -> {
          // writes no document
        }
      }
    } catch (IllegalArgumentException | CommandRefused e) {
      return List.of(); // the command will be refused, and writes nothing
    }
    return ids;
  }

  private static void add(JsonNode id, List<DocumentId> ids) {
    if (!id.isMissingNode()) {
      ids.add(DocumentId.of(id));
    }
  }
}

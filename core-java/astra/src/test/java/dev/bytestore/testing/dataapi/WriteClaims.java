package dev.bytestore.testing.dataapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The documents that the requests in flight will write: a second write of a document at the same
 * time fails. A deletion makes other writes fail, and never fails itself.
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

    /** Whether an earlier request writes the document. */
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

  /** The claims of a request that writes nothing, and never fails. */
  Claim nothing() {
    return new Claim("", List.of(), false);
  }

  private static boolean isDelete(DataApiRequest request) {
    return request.command().contains("elete");
  }

  private static List<DocumentId> idsOf(DataApiRequest request) {
    try {
      Command command = Command.of(request);
      List<DocumentId> ids = new ArrayList<>();
      switch (command.name()) {
        case "insertMany" ->
            command.field("documents").forEach(document -> ids.add(DocumentId.of(document)));
        case "findOneAndReplace", "deleteOne", "deleteMany" ->
            DocumentFilter.of(command.object("filter")).ids().ifPresent(ids::addAll);
        default -> {
          // It writes no document.
        }
      }
      return ids;
    } catch (IllegalArgumentException | CommandRefused | NotInStandIn e) {
      return List.of(); // The command will be refused and writes nothing.
    }
  }
}

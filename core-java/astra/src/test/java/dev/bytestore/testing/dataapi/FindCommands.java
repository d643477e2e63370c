package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The commands that read documents. */
final class FindCommands {

  private FindCommands() {}

  static ObjectNode find(Command command, Target target) {
    StoredCollection collection = target.collection();
    UnaryOperator<ObjectNode> projection = Projection.of(command);
    DocumentFilter filter = DocumentFilter.of(command.object("filter"));
    if (filter.ids().isPresent()) { // These come in one page, whatever the page size is.
      return documents(filter.find(collection, Integer.MAX_VALUE), projection, null);
    }
    PageState state = PageState.parse(command.option("pageState"), collection.place());
    int size = target.pageSize();
    List<ObjectNode> page = collection.list(state.last(), size);
    // As in Cassandra, an empty page may follow a full one that was the last with documents.
    return documents(
        page, projection, page.size() < size ? null : PageState.after(page, state).text());
  }

  private static ObjectNode documents(
      List<ObjectNode> found, UnaryOperator<ObjectNode> projection, String nextPageState) {
    ObjectNode answer = Json.object();
    ObjectNode data = answer.putObject("data");
    ArrayNode documents = data.putArray("documents");
    found.forEach(document -> documents.add(projection.apply(document)));
    data.put("nextPageState", nextPageState);
    return answer;
  }

  static ObjectNode findOne(Command command, Target target) {
    UnaryOperator<ObjectNode> projection = Projection.of(command);
    DocumentFilter filter = DocumentFilter.of(command.object("filter"));
    return document(filter.find(target.collection(), 1).stream().findFirst(), projection);
  }

  static ObjectNode document(Optional<ObjectNode> document, UnaryOperator<ObjectNode> projection) {
    ObjectNode answer = Json.object();
    answer.putObject("data").set("document", document.map(projection).orElse(null));
    return answer;
  }
}

package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/** The commands that change one document, or make it where they may. */
final class ReplaceCommands {

  /**
   * What became of the document.
   *
   * @param before what matched
   * @param after what is there now
   */
  private record Outcome(
      Optional<ObjectNode> before, Optional<ObjectNode> after, boolean isContended) {

    ObjectNode status() {
      ObjectNode status = Json.object();
      if (before.isEmpty() && after.isPresent()) {
        status.set("upsertedId", after.get().get("_id"));
      }
      boolean isModified = before.isPresent() && !before.equals(after);
      status.put("modifiedCount", isModified ? 1 : 0);
      status.put("matchedCount", before.isPresent() ? 1 : 0);
      return status;
    }
  }

  private ReplaceCommands() {}

  static void checkReplacement(Arguments arguments) {
    arguments.requiredObject("replacement");
    arguments
        .text("returnDocument")
        .ifPresent(
            value -> {
              if (!value.equals("before") && !value.equals("after")) {
                throw Errors.badFieldValue(
                    "options.returnDocument", value, "must be 'before' or 'after'");
              }
            });
  }

  static ObjectNode findOneAndReplace(Arguments arguments, Target target) {
    ObjectNode replacement = arguments.requiredObject("replacement");
    Projection projection = Projection.of(arguments.object("projection"));
    Outcome outcome =
        change(
            arguments,
            target,
            matched -> {
              if (!matched.has("_id")) {
                return target.withId(replacement);
              }
              DocumentId id = Target.idOf(matched);
              if (replacement.has("_id")) {
                DocumentId other = DocumentId.of(replacement.get("_id"));
                if (!other.equals(id)) {
                  throw DocumentErrors.otherIdInReplacement(other, id);
                }
              }
              return Target.withId(replacement, id);
            });
    if (outcome.isContended()) {
      return target.contentionResponse();
    }
    boolean isAfter = arguments.text("returnDocument").orElse("before").equals("after");
    Optional<ObjectNode> document = isAfter ? outcome.after() : outcome.before();
    ObjectNode answer = Json.object();
    answer.putObject("data").set("document", document.map(projection::apply).orElse(null));
    answer.set("status", outcome.status());
    return answer;
  }

  static ObjectNode updateOne(Arguments arguments, Target target) {
    ObjectNode update = arguments.requiredObject("update");
    update
        .properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals("$set") && !entry.getKey().equals("$unset")) {
                throw new NotInStandIn("the update operator " + entry.getKey());
              }
              if (entry.getValue().has("_id")) {
                throw Errors.updateOfId(entry.getKey());
              }
            });
    Outcome outcome =
        change(
            arguments,
            target,
            matched -> {
              ObjectNode changed = matched.has("_id") ? matched.deepCopy() : target.withId(matched);
              for (Map.Entry<String, JsonNode> field : update.path("$set").properties()) {
                set(changed, field.getKey(), field.getValue());
              }
              update.path("$unset").fieldNames().forEachRemaining(changed::remove);
              return changed;
            });
    if (outcome.isContended()) {
      return target.contentionResponse();
    }
    ObjectNode answer = Json.object();
    answer.set("status", outcome.status());
    return answer;
  }

  private static void set(ObjectNode document, String path, JsonNode value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      document.set(path, value);
    } else {
      set(document.withObject("/" + path.substring(0, dot)), path.substring(dot + 1), value);
    }
  }

  /**
   * Changes the document that matches, or makes one where that is asked for.
   *
   * @param change makes the new document of the old one, or of one that has an id at most
   */
  private static Outcome change(
      Arguments arguments, Target target, UnaryOperator<ObjectNode> change) {
    StoredCollection collection = target.collection();
    DocumentFilter filter = DocumentFilter.of(arguments.object("filter"), collection);
    ReentrantLock lock = collection.lock();
    lock.lock();
    try {
      Optional<ObjectNode> before = FindCommands.first(filter, arguments, target);
      if (before.isEmpty() && !arguments.flag("upsert")) {
        return new Outcome(before, Optional.empty(), false);
      }
      ObjectNode after = change.apply(before.orElseGet(() -> startOf(filter)));
      if (target.isContended().test(Target.idOf(after))) {
        return new Outcome(before, before, true);
      }
      if (before.isEmpty() || !before.get().equals(after)) {
        collection.replace(after);
      }
      return new Outcome(before, Optional.of(after), false);
    } finally {
      lock.unlock();
    }
  }

  /** A document that is about to be made has the id that the filter asked for. */
  private static ObjectNode startOf(DocumentFilter filter) {
    ObjectNode document = Json.object();
    filter
        .ids()
        .filter(ids -> ids.size() == 1)
        .ifPresent(ids -> document.set("_id", ids.get(0).json()));
    return document;
  }
}

package dev.bytestore.astra;

import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.WriteProgress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes and deletes documents, many at a time, and tells which were done when one fails.
 *
 * <p>There is no command that writes many documents whether they exist or not. So all are inserted
 * first, and those that turn out to exist are then replaced, one by one.
 */
final class DocumentWriter {

  /** The most documents that a server deletes in one request. */
  private static final int DELETES_PER_REQUEST = 20;

  private final AstraCollection collection;
  private final String insertMany;
  private final String replace;
  private final String deleteMany;

  /**
   * @param insertMany takes a list of documents
   * @param replace takes an id and a document
   * @param deleteMany takes a list of ids
   */
  DocumentWriter(AstraCollection collection, String insertMany, String replace, String deleteMany) {
    this.collection = collection;
    this.insertMany = insertMany;
    this.replace = replace;
    this.deleteMany = deleteMany;
  }

  CompletionStage<@Nullable Void> write(List<Document> documents, Cancellation cancellation) {
    WriteProgress progress =
        new WriteProgress(documents.size(), i -> List.of(documents.get(i).id()));
    Queue<Integer> existing = new ConcurrentLinkedQueue<>();
    CompletionStage<@Nullable Void> inserted;
    if (documents.size() == 1) {
      existing.add(0); // It takes one request then, be it there or not.
      inserted = CompletableFuture.completedFuture(null);
    } else {
      inserted = insert(InsertChunk.of(documents), progress, existing, cancellation);
    }
    return inserted
        .thenCompose(done -> replace(documents, List.copyOf(existing), progress, cancellation))
        .handle(progress::outcome);
  }

  private CompletionStage<@Nullable Void> insert(
      List<InsertChunk> chunks,
      WriteProgress progress,
      Queue<Integer> existing,
      Cancellation cancellation) {
    return collection.<DataApiAnswer>run(
        chunks.size(),
        cancellation,
        i -> {
          List<Map<String, Object>> fields =
              chunks.get(i).documents().stream().map(DocumentWriter::fields).toList();
          return collection.send(
              Command.of(insertMany, fields).about(chunks.get(i).ids()), cancellation);
        },
        (i, answer) -> {
          InsertChunk chunk = chunks.get(i);
          // Not null, or the answer had been refused.
          InsertOutcome outcome = Objects.requireNonNull(InsertOutcome.of(chunk.ids(), answer));
          outcome.written().forEach(place -> progress.done(chunk.start() + place));
          outcome.toReplace().forEach(place -> existing.add(chunk.start() + place));
          if (!outcome.refusals().isEmpty()) {
            throw DataApiException.refused(
                "insertMany in " + collection.qualifiedName(),
                answer.httpStatus(),
                outcome.refusals(),
                null);
          }
        });
  }

  private CompletionStage<@Nullable Void> replace(
      List<Document> documents,
      List<Integer> places,
      WriteProgress progress,
      Cancellation cancellation) {
    return collection.run(
        places.size(),
        cancellation,
        i -> {
          Document document = documents.get(places.get(i));
          Command command = Command.of(replace, document.id(), fields(document));
          return collection.send(command.about(List.of(document.id())), cancellation);
        },
        (i, answer) -> progress.done(places.get(i)));
  }

  CompletionStage<@Nullable Void> delete(Collection<String> keys, Cancellation cancellation) {
    List<List<String>> chunks = Chunks.of(List.copyOf(keys), DELETES_PER_REQUEST);
    WriteProgress progress = new WriteProgress(chunks.size(), chunks::get);
    return collection
        .<Boolean>run(
            chunks.size(),
            cancellation,
            i ->
                deleteAll(Command.of(deleteMany, chunks.get(i)).about(chunks.get(i)), cancellation),
            (i, complete) -> {
              if (complete) {
                progress.done(i);
              }
            })
        .handle(progress::outcome);
  }

  /**
   * Repeats {@code command} until nothing is left for it. Each repetition deletes at least one
   * document, and all of them no more than the command names, so they end.
   *
   * @return whether it came to that
   */
  private CompletionStage<Boolean> deleteAll(Command command, Cancellation cancellation) {
    AtomicLong deleted = new AtomicLong();
    return AsyncLoop.whileTrue(
            () ->
                cancellation.isCancelled()
                    ? CompletableFuture.completedFuture(false)
                    : collection
                        .send(command, cancellation)
                        .thenApply(answer -> hasMore(answer, command, deleted)))
        .thenApply(done -> !cancellation.isCancelled());
  }

  private boolean hasMore(DataApiAnswer answer, Command command, AtomicLong deleted) {
    if (deleted.addAndGet(answer.deletedCount()) > command.ids().size()) {
      throw collection.contradiction(command.name(), "with more deletions than it was asked for");
    }
    return answer.hasMoreData();
  }

  private static Map<String, Object> fields(Document document) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("_id", document.id());
    fields.put("value", document.value());
    return fields;
  }
}

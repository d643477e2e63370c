package dev.bytestore.astra;

import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.store.WriteProgress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes and deletes documents. If some of them fail, the exception says which ones succeeded.
 *
 * <p>The Data API has no command that writes many documents whether they exist or not. So this
 * class first inserts documents, up to 100 in a request. It then replaces those that already exist,
 * one in a request. While most of the documents written last existed, it skips the insertion: a
 * replacement also inserts a document that does not exist.
 */
final class DocumentWriter {

  /** The most documents that a server deletes in one request. */
  private static final int DELETES_PER_REQUEST = 20;

  private static final CompletableFuture<Optional<DataApiResponse>> NOT_SENT =
      CompletableFuture.completedFuture(Optional.empty());

  private final AstraDbCollection collection;
  private final String insertMany;
  private final String replace;
  private final String deleteMany;
  private final WriteHistory history = new WriteHistory();

  /**
   * @param insertMany a command with a place for a list of documents
   * @param replace a command with places for an id and a document
   * @param deleteMany a command with a place for a list of ids
   */
  DocumentWriter(
      AstraDbCollection collection, String insertMany, String replace, String deleteMany) {
    this.collection = collection;
    this.insertMany = insertMany;
    this.replace = replace;
    this.deleteMany = deleteMany;
  }

  CompletionStage<@Nullable Void> write(List<Document> documents, Cancellation cancellation) {
    Writing writing = new Writing(documents, cancellation);
    List<Integer> all = IntStream.range(0, documents.size()).boxed().toList();
    return writing
        .write(all, true)
        .thenCompose(left -> writing.write(left, false))
        .handle(writing.progress::outcome);
  }

  /** Writes the documents of one call. Each is identified by its position in the call. */
  private final class Writing {

    private final List<Document> documents;
    private final Cancellation cancellation;
    private final WriteProgress progress;

    Writing(List<Document> documents, Cancellation cancellation) {
      this.documents = documents;
      this.cancellation = cancellation;
      this.progress = WriteProgress.ofWrites(documents.size(), i -> List.of(documents.get(i).id()));
    }

    /**
     * Writes the documents at {@code places}.
     *
     * @param mayGuess whether to replace documents without inserting them first, while most of the
     *     documents written last existed
     * @return the positions of documents that were skipped, because most of the documents written
     *     meanwhile did not exist
     */
    CompletionStage<List<Integer>> write(List<Integer> places, boolean mayGuess) {
      if (places.size() == 1) { // A replacement needs one request, whether it exists or not.
        return replace(places, () -> true, new ConcurrentLinkedQueue<>())
            .thenApply(done -> List.of());
      }
      Queue<Integer> existing = new ConcurrentLinkedQueue<>();
      Queue<Integer> guessed = new ConcurrentLinkedQueue<>();
      Queue<Integer> left = new ConcurrentLinkedQueue<>();
      return insert(places, mayGuess, existing, guessed)
          .thenCompose(done -> replace(List.copyOf(existing), () -> true, left))
          .thenCompose(done -> replace(List.copyOf(guessed), history::mostExisted, left))
          .thenApply(done -> List.copyOf(left));
    }

    private CompletionStage<@Nullable Void> insert(
        List<Integer> places, boolean mayGuess, Queue<Integer> existing, Queue<Integer> guessed) {
      List<InsertChunk> chunks =
          InsertChunk.of(
              places.stream().map(documents::get).toList(), collection.maxRequestsInFlight());
      return collection.<Optional<DataApiResponse>>run(
          chunks.size(),
          cancellation,
          i -> {
            if (mayGuess && history.mostExisted()) {
              return NOT_SENT;
            }
            List<String> ids = chunks.get(i).ids();
            List<Map<String, Object>> fields =
                chunks.get(i).documents().stream().map(DocumentWriter::fields).toList();
            return collection
                .send(Command.of(insertMany, fields).about(ids), cancellation)
                .thenApply(Optional::of);
          },
          (i, answer) -> {
            InsertChunk chunk = chunks.get(i);
            List<Integer> chunkPlaces =
                places.subList(chunk.start(), chunk.start() + chunk.documents().size());
            if (answer.isEmpty()) {
              guessed.addAll(chunkPlaces);
            } else {
              inserted(chunkPlaces, chunk.ids(), answer.get(), existing);
            }
          });
    }

    private void inserted(
        List<Integer> places, List<String> ids, DataApiResponse answer, Queue<Integer> existing) {
      // Never null, because ResponseCheck refuses such a response.
      InsertOutcome outcome = Objects.requireNonNull(InsertOutcome.of(ids, answer));
      outcome.written().forEach(i -> progress.done(places.get(i)));
      outcome.toReplace().forEach(i -> existing.add(places.get(i)));
      history.learn(places.size(), outcome.existing());
      if (!outcome.refusals().isEmpty()) {
        throw DataApiException.refused(
            "insertMany in " + collection.qualifiedName(),
            answer.httpStatus(),
            outcome.refusals(),
            null);
      }
    }

    /** Replaces documents while {@code goesOn} is true, and adds the others to {@code left}. */
    private CompletionStage<@Nullable Void> replace(
        List<Integer> places, BooleanSupplier goesOn, Queue<Integer> left) {
      return collection.<Optional<DataApiResponse>>run(
          places.size(),
          cancellation,
          i -> {
            if (!goesOn.getAsBoolean()) {
              return NOT_SENT;
            }
            Document document = documents.get(places.get(i));
            Command command = Command.of(replace, document.id(), fields(document));
            return collection
                .send(command.about(List.of(document.id())), cancellation)
                .thenApply(Optional::of);
          },
          (i, answer) -> {
            if (answer.isEmpty()) {
              left.add(places.get(i));
            } else {
              progress.done(places.get(i));
              history.learn(1, answer.get().matchedCount());
            }
          });
    }
  }

  CompletionStage<@Nullable Void> delete(Collection<String> keys, Cancellation cancellation) {
    List<List<String>> chunks = Chunks.of(List.copyOf(keys), DELETES_PER_REQUEST);
    WriteProgress progress = WriteProgress.ofDeletions(chunks.size(), chunks::get);
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
   * Repeats {@code command} until nothing is left to delete. This ends: each request deletes at
   * least one document, and all of them together at most those that the command names.
   *
   * @return false if the call was cancelled before the end
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

  private boolean hasMore(DataApiResponse answer, Command command, AtomicLong deleted) {
    if (deleted.addAndGet(answer.deletedCount()) > command.ids().size()) {
      throw collection.contradiction(command.name(), "with more deletions than requested");
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

package dev.bytestore.astra;

import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads values by key, in requests for many keys whose responses have a limited length. */
final class DocumentReader {

  private final AstraDbCollection collection;
  private final String find;
  private final String findNextPage;
  private final ChunkSize chunkSize = new ChunkSize();

  /**
   * @param find the command for the first page, with a place for a list of ids
   * @param findNextPage the command for any other page, with places for a list of ids and a page
   *     state
   */
  DocumentReader(AstraDbCollection collection, String find, String findNextPage) {
    this.collection = collection;
    this.find = find;
    this.findNextPage = findNextPage;
  }

  CompletionStage<List<byte @Nullable []>> read(List<String> keys, Cancellation cancellation) {
    List<List<String>> chunks = Chunks.of(List.copyOf(new LinkedHashSet<>(keys)), chunkSize.keys());
    Map<String, byte[]> found = new ConcurrentHashMap<>();
    return collection
        .run(
            chunks.size(),
            cancellation,
            i -> new Turn(keys, chunks.get(i), found, cancellation).run(),
            (i, done) -> {})
        .thenApply(done -> inOrder(keys, found));
  }

  private static List<byte @Nullable []> inOrder(List<String> keys, Map<String, byte[]> found) {
    List<byte @Nullable []> values = new ArrayList<>(keys.size());
    LinkedHashSet<String> handedOut = new LinkedHashSet<>();
    for (String key : keys) {
      byte[] value = found.get(key);
      values.add(value == null || handedOut.add(key) ? value : value.clone());
    }
    return Collections.unmodifiableList(values);
  }

  /** Reads one chunk of keys: all its pages, and in smaller parts if a response is too long. */
  private final class Turn {

    private final List<String> keysOfCall;
    private final Map<String, byte[]> found;
    private final Cancellation cancellation;
    private final Deque<List<String>> parts = new ArrayDeque<>();
    private @Nullable String pageState;

    // For the part that is read now: the documents still missing, and the pages received.
    private final Set<String> missing = new HashSet<>();
    private int pages;

    Turn(
        List<String> keysOfCall,
        List<String> keys,
        Map<String, byte[]> found,
        Cancellation cancellation) {
      this.keysOfCall = keysOfCall;
      this.found = found;
      this.cancellation = cancellation;
      parts.add(keys);
    }

    CompletionStage<@Nullable Void> run() {
      return AsyncLoop.whileTrue(
          () -> cancellation.isCancelled() ? CompletableFuture.completedFuture(false) : next());
    }

    private CompletionStage<Boolean> next() {
      List<String> keys = parts.element();
      if (pageState == null) {
        missing.clear();
        missing.addAll(keys);
        pages = 0;
      }
      Command command =
          pageState == null ? Command.of(find, keys) : Command.of(findNextPage, keys, pageState);
      return collection
          .send(command.about(keys), cancellation)
          .handle(
              (answer, failure) -> {
                if (failure == null) {
                  received(answer);
                } else if (keys.size() > 1
                    && Futures.unwrap(failure) instanceof DataApiException problem
                    && problem.isTooLong()) {
                  split(keys);
                } else {
                  throw new CompletionException(Futures.unwrap(failure));
                }
                return !parts.isEmpty();
              });
    }

    private void received(DataApiResponse answer) {
      List<?> documents = answer.documents();
      chunkSize.learn(documents.size(), answer.bytes());
      for (Object document : documents) {
        if (document instanceof Map<?, ?> fields && fields.get("_id") instanceof String id) {
          if (!missing.remove(id)) {
            throw collection.contradiction("find", "with a document that an earlier page had");
          }
          byte[] value = value(id, fields.get("value"));
          if (value != null) {
            found.put(id, value);
          }
        }
      }
      pageState = answer.nextPageState();
      if (pageState == null) {
        parts.remove();
      } else if (++pages > parts.element().size()) {
        // There can be at most one page for each document, and an empty last page.
        throw collection.contradiction("find", "with more pages than documents");
      }
    }

    private void split(List<String> keys) {
      chunkSize.tooLong(keys.size());
      parts.remove();
      int size = Math.min(chunkSize.keys(), keys.size() / 2);
      Chunks.of(keys, size).forEach(parts::addLast);
      pageState = null;
    }

    private byte @Nullable [] value(String key, @Nullable Object json) {
      if (json == null) {
        return null;
      }
      if (!(json instanceof String text)) {
        throw notOurs(key, "a string");
      }
      try {
        // The decoder accepts missing padding, but then the end of the value may be missing too.
        if (text.length() % 4 == 0) {
          return Base64.getDecoder().decode(text);
        }
      } catch (IllegalArgumentException e) {
        throw notOurs(key, "Base64"); // Without the cause: its message quotes the value.
      }
      throw notOurs(key, "Base64");
    }

    private IllegalStateException notOurs(String key, String expected) {
      return new IllegalStateException(
          ("%s: the value of the key at position %d is not %s, so a program other than a byte store"
                  + " wrote it; delete the key or write it again")
              .formatted(collection.qualifiedName(), keysOfCall.indexOf(key), expected));
    }
  }
}

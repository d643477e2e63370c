package dev.bytestore.langchain4j;

import dev.bytestore.Document;
import dev.bytestore.TypedStore;
import dev.bytestore.internal.CompletionExecutor;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.model.ModelResults;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A retriever that searches for small chunks, and returns the larger documents that they come from:
 * {@code ParentDocumentRetriever} and {@code MultiVectorRetriever} of LangChain. Another retriever
 * finds the chunks. Their parents are read from a {@link dev.bytestore.DocumentStore}, which can be
 * shared with Python. {@link ParentDocumentIngestor} stores chunks and parents. It needs
 * LangChain4j 1.20.0 or newer.
 *
 * <pre>{@code
 * ContentRetriever retriever =
 *     ParentDocumentRetriever.builder().retriever(chunks).documentStore(documents).build();
 * }</pre>
 *
 * <ul>
 *   <li><b>The parents</b> are read with one call of the store, by the id in the metadata {@code
 *       "doc_id"} of the chunks, or another name. Each parent is returned once, in the order in
 *       which its first chunk was found. An id that is not a string, such as a UUID, is converted
 *       with {@code toString()}.
 *   <li><b>Chunks without an id</b>, or with an empty one, are ignored. If no chunk has an id, the
 *       store is not called, and the result is empty.
 *   <li><b>Missing parents</b> are left out, as in Python, or fail the call. A parent with blank
 *       text counts as missing, because a text of LangChain4j cannot be blank.
 *   <li><b>The metadata of a parent</b> has the values that are stored. Strings, integers up to 64
 *       bits (as {@code Long}) and other numbers (as {@code Double}) keep their type. Booleans,
 *       larger integers, lists and maps become a string with their JSON text, because LangChain4j
 *       has no such types: {@code "true"}, {@code "[1, 2]"}. Null values and values with a blank
 *       name are left out. The id of the parent, under which it was read, is added under the name
 *       of the id, and replaces a stored value with that name. {@link Document#id()} is left out.
 *   <li><b>Scores.</b> A result has the content metadata of the first chunk of its parent, such as
 *       its score.
 *   <li><b>Failures</b> of the other retriever and of the store are passed on unchanged. A value
 *       that is not a document fails the call with a {@link dev.bytestore.ValueDecodingException}.
 *       A chunk with an id that cannot be a key, such as one with an unpaired surrogate, fails the
 *       whole call with an {@link IllegalArgumentException}. The positions in these exceptions are
 *       those of the distinct ids of the chunks, in the order of the chunks. If the other retriever
 *       returns null, or a content that is null or has no text segment, the call fails with an
 *       {@link IllegalStateException}.
 * </ul>
 *
 * <p>Many threads may use a retriever. It never closes the other retriever and the store. Lists
 * that it returns cannot be modified.
 */
public final class ParentDocumentRetriever implements ContentRetriever {

  private final ContentRetriever retriever;
  private final TypedStore<Document> documents;
  private final String idKey;
  private final boolean failOnMissing;

  private ParentDocumentRetriever(
      Builder builder, ContentRetriever retriever, TypedStore<Document> documents) {
    this.retriever = retriever;
    this.documents = documents;
    this.idKey = builder.idKey;
    this.failOnMissing = builder.failOnMissing;
  }

  /** Returns a builder. {@code retriever} and {@code documentStore} must be set. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Retrieves the parents of the chunks that match {@code query}. The other retriever runs on the
   * caller's thread. If the thread is interrupted while it waits for the store, the call fails with
   * a {@link CancellationException}, and the thread stays interrupted.
   *
   * @throws NoSuchElementException if a parent is missing and {@link Builder#failOnMissing} is set
   */
  @Override
  public List<Content> retrieve(Query query) {
    Objects.requireNonNull(query, "query");
    Map<String, Content> chunks = firstChunks(retriever.retrieve(query));
    return chunks.isEmpty()
        ? List.of()
        : parents(chunks, documents.blocking().mget(chunks.keySet()));
  }

  /**
   * Retrieves the parents of the chunks that match {@code query}, without blocking. The future
   * completes on bytestore's shared pool of daemon threads, or on a thread that waits for it. If it
   * is cancelled, the search for chunks or the read of the parents is cancelled too, and no further
   * request is sent.
   *
   * <p>If the other retriever has no asynchronous search, the future fails with its exception,
   * which by default is an {@link dev.langchain4j.exception.AsyncNotSupportedException}. An {@code
   * EmbeddingStoreContentRetriever} has an option {@code offloadBlocking} for this case.
   */
  @Override
  public CompletableFuture<List<Content>> retrieveAsync(Query query) {
    Objects.requireNonNull(query, "query");
    return Futures.call(
        CompletionExecutor.shared(),
        cancellation -> {
          CompletableFuture<List<Content>> search =
              ModelResults.requireNonNullFrom(
                  "the retriever", retriever.retrieveAsync(query), "a future");
          cancellation.cancels(search);
          return search.thenCompose(
              found -> {
                Map<String, Content> chunks = firstChunks(found);
                if (chunks.isEmpty()) {
                  return CompletableFuture.completedFuture(List.of());
                }
                if (cancellation.isCancelled()) {
                  return CompletableFuture.failedFuture(new CancellationException());
                }
                var read = documents.mgetAsync(chunks.keySet());
                cancellation.cancels(read);
                return read.thenApply(values -> parents(chunks, values));
              });
        });
  }

  /** The first chunk of each parent, by the id of the parent, in the order of the chunks. */
  private Map<String, Content> firstChunks(@Nullable List<Content> found) {
    Map<String, Content> chunks = new LinkedHashMap<>();
    int position = 0;
    for (Content chunk : ModelResults.requireNonNullFrom("the retriever", found, "a list")) {
      TextSegment segment = chunk == null ? null : chunk.textSegment();
      if (segment == null) {
        throw new IllegalStateException(
            "the retriever returned null instead of a text at position %d".formatted(position));
      }
      Object id = segment.metadata().toMap().get(idKey);
      if (id != null && !id.toString().isEmpty()) {
        chunks.putIfAbsent(id.toString(), chunk);
      }
      position++;
    }
    return chunks;
  }

  private List<Content> parents(
      Map<String, Content> chunks, List<? extends @Nullable Document> values) {
    List<Content> parents = new ArrayList<>(values.size());
    List<Integer> missing = new ArrayList<>();
    int position = 0;
    for (Map.Entry<String, Content> chunk : chunks.entrySet()) {
      Document parent = values.get(position);
      if (parent == null || DocumentConversion.isBlank(parent.pageContent())) {
        missing.add(position);
      } else {
        parents.add(
            Content.from(
                DocumentConversion.segment(parent, idKey, chunk.getKey()),
                chunk.getValue().metadata()));
      }
      position++;
    }
    if (failOnMissing && !missing.isEmpty()) {
      throw new NoSuchElementException(
          "%d of %d parents are missing in the document store or have blank text; their positions among the ids of the chunks: %s"
              .formatted(missing.size(), position, missing));
    }
    return List.copyOf(parents);
  }

  /** Builds a {@link ParentDocumentRetriever}. */
  public static final class Builder {

    private @Nullable ContentRetriever retriever;
    private @Nullable TypedStore<Document> documentStore;
    private String idKey = ParentOptions.DEFAULT_ID_KEY;
    private boolean failOnMissing;

    private Builder() {}

    /** The retriever that finds the chunks. Required. */
    public Builder retriever(ContentRetriever retriever) {
      this.retriever = Objects.requireNonNull(retriever, "retriever");
      return this;
    }

    /**
     * The store that contains the parents: a {@link dev.bytestore.DocumentStore}, or another store
     * of documents, for example one that encrypts. Required.
     */
    public Builder documentStore(TypedStore<Document> documentStore) {
      this.documentStore = Objects.requireNonNull(documentStore, "documentStore");
      return this;
    }

    /**
     * The name of the metadata of a chunk that contains the id of its parent, as {@code id_key} in
     * Python. Default: {@code "doc_id"}.
     *
     * @throws IllegalArgumentException if {@code idKey} is blank
     */
    public Builder idKey(String idKey) {
      this.idKey = ParentOptions.idKey(idKey);
      return this;
    }

    /**
     * Whether a missing parent fails the call with a {@link NoSuchElementException}. Its message
     * contains the number of missing parents and their positions, but no ids. Default: false, so
     * that missing parents are left out.
     */
    public Builder failOnMissing(boolean failOnMissing) {
      this.failOnMissing = failOnMissing;
      return this;
    }

    /**
     * Builds the retriever. Nothing is sent.
     *
     * @throws IllegalStateException if a required option is not set, or if LangChain4j is older
     *     than 1.20.0
     */
    public ParentDocumentRetriever build() {
      LangChain4jVersion.requireMinimum();
      return new ParentDocumentRetriever(
          this,
          ParentOptions.required(retriever, "retriever"),
          ParentOptions.required(documentStore, "documentStore"));
    }
  }
}

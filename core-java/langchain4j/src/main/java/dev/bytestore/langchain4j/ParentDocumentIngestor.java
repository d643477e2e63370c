package dev.bytestore.langchain4j;

import dev.bytestore.TypedStore;
import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.model.ModelResults;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.DocumentSplitter;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stores documents for a {@link ParentDocumentRetriever}: {@code add_documents} of LangChain's
 * {@code ParentDocumentRetriever}. It splits each document into parents and each parent into
 * chunks. The parents are written to a {@link dev.bytestore.DocumentStore}, where Python finds them
 * too. The chunks are embedded and added to an {@link EmbeddingStore}. It needs LangChain4j 1.20.0
 * or newer.
 *
 * <pre>{@code
 * ParentDocumentIngestor ingestor =
 *     ParentDocumentIngestor.builder()
 *         .childSplitter(DocumentSplitters.recursive(400, 0))
 *         .embeddingModel(model)
 *         .embeddingStore(chunks)
 *         .documentStore(documents)
 *         .build();
 * List<String> ids = ingestor.ingest(manuals);
 * }</pre>
 *
 * <ul>
 *   <li><b>Parents</b> are the documents themselves, or their parts if there is a {@link
 *       Builder#parentSplitter}. The metadata is stored with them. A UUID becomes a string, a float
 *       a double, and an integer stays an integer.
 *   <li><b>Chunks</b> have the metadata that the splitter gave them, which normally includes that
 *       of the parent, and the id of the parent under the name {@code "doc_id"}, or another one. A
 *       value with this name is replaced. Splitters may return any number of parts. A parent
 *       without chunks is stored, but no search finds it.
 *   <li><b>Batches.</b> The documents are split, embedded and stored in batches of {@link
 *       Builder#batchSize} chunks, so that the embeddings of only one batch are in memory. For each
 *       batch, the model is called first, then the parents are written, then the chunks are added.
 *       So a chunk that can be found always has its parent. Python adds the chunks before it writes
 *       the parents.
 *   <li><b>Failures</b> of a splitter, the model or a store are passed on unchanged. Earlier
 *       batches are then stored. If a splitter or the model failed, nothing of the batch is stored.
 *       If the document store failed, some parents of the batch may be stored, but no chunks. If
 *       the embedding store failed, the parents are stored, and some chunks may be. Use {@link
 *       #ingest(List, List) ids of your own}: then the same call completes what failed. Random ids
 *       are not returned if the call fails.
 *   <li><b>Limits of the document store</b> that are lower than those of {@link #ingest(List,
 *       List)}, such as 8,000 bytes for an id in Astra DB or the size of a parent, are checked only
 *       when a batch is written. The position in the message is then that of the parent in its
 *       batch.
 *   <li><b>If a splitter or the model returns null</b>, or the model returns more or fewer
 *       embeddings than texts, the call fails with an {@link IllegalStateException}.
 * </ul>
 *
 * <p>{@code ingest} does everything on the caller's thread, because embedding stores of LangChain4j
 * can only be written to with blocking calls. If the thread is interrupted while it waits for the
 * document store, the call fails with a {@link java.util.concurrent.CancellationException}. Many
 * threads may use an ingestor if they may use its parts.
 */
public final class ParentDocumentIngestor {

  private final @Nullable DocumentSplitter parentSplitter;
  private final DocumentSplitter childSplitter;
  private final EmbeddingModel model;
  private final EmbeddingStore<TextSegment> embeddings;
  private final TypedStore<dev.bytestore.Document> documents;
  private final String idKey;
  private final @Nullable Set<String> childMetadataNames;
  private final int batchSize;

  private ParentDocumentIngestor(Builder builder) {
    this.parentSplitter = builder.parentSplitter;
    this.childSplitter = ParentOptions.required(builder.childSplitter, "childSplitter");
    this.model = ParentOptions.required(builder.embeddingModel, "embeddingModel");
    this.embeddings = ParentOptions.required(builder.embeddingStore, "embeddingStore");
    this.documents = ParentOptions.required(builder.documentStore, "documentStore");
    this.idKey = builder.idKey;
    this.childMetadataNames = builder.childMetadataNames;
    this.batchSize = builder.batchSize;
  }

  /**
   * Returns a builder. {@code childSplitter}, {@code embeddingModel}, {@code embeddingStore} and
   * {@code documentStore} must be set.
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Stores {@code documents} under random UUIDs, as Python does by default. If you store the same
   * documents again, or call this again after a failure, parents and chunks are stored twice. Use
   * {@link #ingest(List, List)} to avoid that.
   *
   * @return the ids of the parents, in the order of the documents. The list cannot be modified
   * @throws IllegalArgumentException if the text of a document is blank; nothing is stored
   */
  public List<String> ingest(List<Document> documents) {
    return ingestAll(checked(documents), null);
  }

  /**
   * Stores {@code documents} under {@code ids}. There must be one id for each document. Without a
   * parent splitter, it is the id of the parent. With one, the parents of a document have its id, a
   * slash and their position: {@code "manual/0"}, {@code "manual/1"}. In Python, {@code ids} has
   * one id for each of these parents.
   *
   * <p>This call can be repeated: it overwrites the parents. The id of each chunk in the embedding
   * store is a UUID that depends only on the id of its parent and its position. Most embedding
   * stores overwrite a chunk that has an id that exists. Others add it again, such as LangChain4j's
   * {@code InMemoryEmbeddingStore}, or refuse it. {@code ParentDocumentRetriever} returns a parent
   * once, even if its chunks are found more than once. If a document has changed, first delete its
   * parents and chunks, because it may have fewer of them now.
   *
   * @return the ids of the parents, in the order of the documents. The list cannot be modified
   * @throws IllegalArgumentException if the text of a document is blank, if there are more or fewer
   *     ids than documents, or if an id is empty, appears twice, has an unpaired surrogate, or has
   *     more than 65,535 bytes in UTF-8 (65,524 with a parent splitter); nothing is embedded or
   *     stored
   * @throws dev.langchain4j.exception.UnsupportedFeatureException if the embedding store does not
   *     accept ids; the parents of the first batch are stored
   */
  public List<String> ingest(List<Document> documents, List<String> ids) {
    List<Document> checked = checked(documents);
    return ingestAll(checked, ParentOptions.ids(ids, checked.size(), parentSplitter != null));
  }

  private static List<Document> checked(List<Document> documents) {
    List<Document> checked = Arguments.withoutNulls(documents, "documents");
    for (int i = 0; i < checked.size(); i++) {
      if (DocumentConversion.isBlank(checked.get(i).text())) {
        throw new IllegalArgumentException(
            "documents: the text of the document at position %d is blank".formatted(i));
      }
    }
    return checked;
  }

  private List<String> ingestAll(List<Document> given, @Nullable List<String> ids) {
    ParentBatch batch = new ParentBatch(model, embeddings, documents, batchSize, ids != null);
    List<String> stored = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      List<Document> parents = parents(given.get(i));
      for (int part = 0; part < parents.size(); part++) {
        String id =
            ids == null
                ? UUID.randomUUID().toString()
                : ids.get(i) + (parentSplitter == null ? "" : "/" + part);
        batch.add(id, parents.get(part), chunks(id, parents.get(part)));
        stored.add(id);
      }
    }
    batch.store();
    return List.copyOf(stored);
  }

  private List<Document> parents(Document document) {
    if (parentSplitter == null) {
      return List.of(document);
    }
    return split(parentSplitter, document, "the parent splitter").stream()
        .map(part -> Document.from(part.text(), part.metadata()))
        .toList();
  }

  private List<TextSegment> chunks(String id, Document parent) {
    return split(childSplitter, parent, "the child splitter").stream()
        .map(part -> TextSegment.from(part.text(), childMetadata(part).put(idKey, id)))
        .toList();
  }

  private static List<TextSegment> split(
      DocumentSplitter splitter, Document document, String name) {
    List<TextSegment> parts =
        ModelResults.requireNonNullFrom(name, splitter.split(document), "a list");
    for (TextSegment part : parts) {
      var unused = ModelResults.requireNonNullFrom(name, part, "a text segment");
    }
    return parts;
  }

  /** A copy, because a splitter may give all parts the metadata of the user's document. */
  private Metadata childMetadata(TextSegment part) {
    Metadata copy = part.metadata().copy();
    if (childMetadataNames != null) {
      for (String name : part.metadata().toMap().keySet()) {
        if (!childMetadataNames.contains(name)) {
          copy.remove(name);
        }
      }
    }
    return copy;
  }

  /** Builds a {@link ParentDocumentIngestor}. */
  public static final class Builder {

    private @Nullable DocumentSplitter parentSplitter;
    private @Nullable DocumentSplitter childSplitter;
    private @Nullable EmbeddingModel embeddingModel;
    private @Nullable EmbeddingStore<TextSegment> embeddingStore;
    private @Nullable TypedStore<dev.bytestore.Document> documentStore;
    private String idKey = ParentOptions.DEFAULT_ID_KEY;
    private @Nullable Set<String> childMetadataNames;
    private int batchSize = 256;

    private Builder() {}

    /** Splits documents into parents. Default: none, so that each document is one parent. */
    public Builder parentSplitter(DocumentSplitter parentSplitter) {
      this.parentSplitter = Objects.requireNonNull(parentSplitter, "parentSplitter");
      return this;
    }

    /** Splits parents into chunks. Required. */
    public Builder childSplitter(DocumentSplitter childSplitter) {
      this.childSplitter = Objects.requireNonNull(childSplitter, "childSplitter");
      return this;
    }

    /** Embeds the chunks. Required. */
    public Builder embeddingModel(EmbeddingModel embeddingModel) {
      this.embeddingModel = Objects.requireNonNull(embeddingModel, "embeddingModel");
      return this;
    }

    /** The store for the chunks. Required. */
    public Builder embeddingStore(EmbeddingStore<TextSegment> embeddingStore) {
      this.embeddingStore = Objects.requireNonNull(embeddingStore, "embeddingStore");
      return this;
    }

    /**
     * The store for the parents: a {@link dev.bytestore.DocumentStore}, or another store of
     * documents, for example one that encrypts. Required. If its entries expire, the chunks outlive
     * the parents.
     */
    public Builder documentStore(TypedStore<dev.bytestore.Document> documentStore) {
      this.documentStore = Objects.requireNonNull(documentStore, "documentStore");
      return this;
    }

    /**
     * The name of the metadata of a chunk that contains the id of its parent, as {@code id_key} in
     * Python. The retriever needs the same name. Default: {@code "doc_id"}.
     *
     * @throws IllegalArgumentException if {@code idKey} is blank
     */
    public Builder idKey(String idKey) {
      this.idKey = ParentOptions.idKey(idKey);
      return this;
    }

    /**
     * The names of the metadata that chunks keep, as {@code child_metadata_fields} in Python. The
     * id of the parent is always added. A name that a chunk does not have is ignored; Python raises
     * a {@code KeyError}. Default: chunks keep all metadata.
     */
    public Builder childMetadataNames(Collection<String> childMetadataNames) {
      this.childMetadataNames =
          Set.copyOf(Arguments.withoutNulls(childMetadataNames, "childMetadataNames"));
      return this;
    }

    /**
     * How many chunks are embedded and stored together. A batch has at most as many parents.
     * Default: 256.
     *
     * @throws IllegalArgumentException if {@code batchSize} is not positive
     */
    public Builder batchSize(int batchSize) {
      this.batchSize = Arguments.positive(batchSize, "batchSize");
      return this;
    }

    /**
     * Builds the ingestor. Nothing is sent.
     *
     * @throws IllegalStateException if a required option is not set, or if LangChain4j is older
     *     than 1.20.0
     */
    public ParentDocumentIngestor build() {
      LangChain4jVersion.requireMinimum();
      return new ParentDocumentIngestor(this);
    }
  }
}

package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.TypedStore;
import dev.bytestore.internal.model.ModelResults;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.store.embedding.EmbeddingStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The parents and chunks that a {@link ParentDocumentIngestor} has not stored yet. When there are
 * enough of them, they are stored: parents first, so that a chunk that is found has its parent.
 */
final class ParentBatch {

  private final EmbeddingModel model;
  private final EmbeddingStore<TextSegment> embeddings;
  private final TypedStore<dev.bytestore.Document> documents;
  private final int size;
  private final boolean idsAreStable;

  private final Map<String, dev.bytestore.Document> parents = new LinkedHashMap<>();
  private final List<TextSegment> chunks = new ArrayList<>();
  private final List<String> chunkIds = new ArrayList<>();

  /**
   * @param idsAreStable whether a repeated call has the same ids of parents, so that the ids of
   *     chunks should be the same too
   */
  ParentBatch(
      EmbeddingModel model,
      EmbeddingStore<TextSegment> embeddings,
      TypedStore<dev.bytestore.Document> documents,
      int size,
      boolean idsAreStable) {
    this.model = model;
    this.embeddings = embeddings;
    this.documents = documents;
    this.size = size;
    this.idsAreStable = idsAreStable;
  }

  /** Adds a parent with its chunks, and stores each batch that is full. */
  void add(String id, Document parent, List<TextSegment> chunksOfParent) {
    parents.put(id, DocumentConversion.stored(parent));
    for (int i = 0; i < chunksOfParent.size(); i++) {
      chunks.add(chunksOfParent.get(i));
      chunkIds.add(chunkId(id, i));
      if (chunks.size() == size) {
        store();
      }
    }
    if (parents.size() >= size) {
      store();
    }
  }

  /** A UUID, because some embedding stores accept no other ids. */
  private static String chunkId(String parent, int position) {
    return UUID.nameUUIDFromBytes((parent + "\n" + position).getBytes(UTF_8)).toString();
  }

  /** Stores what has been added since the last call. */
  void store() {
    List<Embedding> embedded = chunks.isEmpty() ? List.of() : embeddings();
    if (!parents.isEmpty()) {
      documents.blocking().mset(parents);
      parents.clear();
    }
    if (!chunks.isEmpty() && idsAreStable) {
      embeddings.addAll(List.copyOf(chunkIds), embedded, List.copyOf(chunks));
    } else if (!chunks.isEmpty()) {
      embeddings.addAll(embedded, List.copyOf(chunks));
    }
    chunks.clear();
    chunkIds.clear();
  }

  private List<Embedding> embeddings() {
    Response<List<Embedding>> response =
        ModelResults.requireNonNull(model.embedAll(List.copyOf(chunks)), "a response");
    return ModelResults.requireEmbeddings(response.content(), chunks.size());
  }
}

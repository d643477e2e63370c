package dev.bytestore.testing;

import static java.util.Map.entry;

import dev.bytestore.DocumentStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.langchain4j.ParentDocumentIngestor;
import dev.bytestore.langchain4j.ParentDocumentRetriever;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The part of {@link ApiObjects} about parent documents in LangChain4j. */
final class ParentObjects {

  private final EmbeddingModel model;

  ParentObjects(EmbeddingModel model) {
    this.model = model;
  }

  /** Makes objects to call methods on, by their type. */
  Map<Class<?>, Supplier<Object>> receivers() {
    return Map.ofEntries(
        entry(ParentDocumentIngestor.class, () -> ingestor().build()),
        entry(ParentDocumentIngestor.Builder.class, this::ingestor),
        entry(ParentDocumentRetriever.class, () -> retriever().build()),
        entry(ParentDocumentRetriever.Builder.class, ParentObjects::retriever));
  }

  /** Valid arguments by their type. */
  static Map<Class<?>, Object> sound() {
    return Map.ofEntries(
        entry(Document.class, Document.from("text")), entry(Query.class, Query.from("text")));
  }

  /** Builds with {@code result} if it is a builder of these types. */
  static Object built(Object result) {
    if (result instanceof ParentDocumentIngestor.Builder builder) {
      return builder.build();
    }
    return result instanceof ParentDocumentRetriever.Builder builder ? builder.build() : result;
  }

  private static DocumentStore documents() {
    return DocumentStore.of(new InMemoryByteStore());
  }

  private ParentDocumentIngestor.Builder ingestor() {
    return ParentDocumentIngestor.builder()
        .childSplitter(document -> List.of(document.toTextSegment()))
        .embeddingModel(model)
        .embeddingStore(new InMemoryEmbeddingStore<>())
        .documentStore(documents());
  }

  private static ParentDocumentRetriever.Builder retriever() {
    return ParentDocumentRetriever.builder()
        .retriever(
            new ContentRetriever() {
              @Override
              public List<Content> retrieve(Query query) {
                return List.of();
              }

              @Override
              public CompletableFuture<List<Content>> retrieveAsync(Query query) {
                return CompletableFuture.completedFuture(List.of());
              }
            })
        .documentStore(documents());
  }
}

package dev.bytestore.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A store that overwrites chunks with the same id, as most stores do, and can only add. */
final class FakeEmbeddingStore implements EmbeddingStore<TextSegment> {

  final Map<String, TextSegment> chunks = new LinkedHashMap<>();
  int adds;
  RuntimeException failure;

  @Override
  public void addAll(List<String> ids, List<Embedding> embeddings, List<TextSegment> embedded) {
    if (failure != null) {
      throw failure;
    }
    adds++;
    for (int i = 0; i < ids.size(); i++) {
      chunks.put(ids.get(i), embedded.get(i));
    }
  }

  List<String> texts() {
    return chunks.values().stream().map(TextSegment::text).toList();
  }

  List<String> parents() {
    return chunks.values().stream().map(chunk -> chunk.metadata().getString("doc_id")).toList();
  }

  @Override
  public String add(Embedding embedding) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void add(String id, Embedding embedding) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String add(Embedding embedding, TextSegment embedded) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> addAll(List<Embedding> embeddings) {
    throw new UnsupportedOperationException();
  }

  @Override
  public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
    throw new UnsupportedOperationException();
  }
}

package dev.bytestore.langchain4j;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A retriever that returns given chunks. */
final class FakeRetriever implements ContentRetriever {

  Supplier<List<Content>> found;
  Supplier<CompletableFuture<List<Content>>> search =
      () -> CompletableFuture.completedFuture(found.get());

  FakeRetriever(Content... chunks) {
    List<Content> list = Arrays.asList(chunks);
    found = () -> list;
  }

  /** Chunks of the parents with these ids. */
  static FakeRetriever ofParents(String... ids) {
    return new FakeRetriever(
        Arrays.stream(ids).map(id -> chunk(Map.of("doc_id", id))).toArray(Content[]::new));
  }

  static Content chunk(Map<String, ?> metadata) {
    return Content.from(TextSegment.from("chunk", Metadata.from(metadata)));
  }

  @Override
  public List<Content> retrieve(Query query) {
    return found.get();
  }

  @Override
  public CompletableFuture<List<Content>> retrieveAsync(Query query) {
    return search.get();
  }
}

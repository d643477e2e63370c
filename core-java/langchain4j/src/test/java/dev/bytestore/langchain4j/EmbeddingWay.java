package dev.bytestore.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import java.util.List;

/** A method of an embedding model that takes several texts. */
enum EmbeddingWay {
  EMBED_ALL {
    @Override
    List<Embedding> embed(EmbeddingModel model, List<String> texts) {
      return model.embedAll(texts.stream().map(TextSegment::from).toList()).content();
    }
  },
  REQUEST {
    @Override
    List<Embedding> embed(EmbeddingModel model, List<String> texts) {
      return model.embed(request(texts)).embeddings();
    }
  },
  ASYNC_REQUEST {
    @Override
    List<Embedding> embed(EmbeddingModel model, List<String> texts) {
      return model.embedAsync(request(texts)).join().embeddings();
    }
  };

  static final List<EmbeddingWay> ALL = List.of(values());

  abstract List<Embedding> embed(EmbeddingModel model, List<String> texts);

  static EmbeddingRequest request(List<String> texts) {
    EmbeddingRequest.Builder request = EmbeddingRequest.builder();
    texts.forEach(request::input);
    return request.build();
  }
}

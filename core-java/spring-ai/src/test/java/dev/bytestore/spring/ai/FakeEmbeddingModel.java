package dev.bytestore.spring.ai;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

/** A model that embeds a text as its length, and records what it is asked for. */
public final class FakeEmbeddingModel implements EmbeddingModel {

  private final List<EmbeddingRequest> requests = new ArrayList<>();
  private int failAt = -1;
  private Function<String, float[]> vectors = text -> new float[] {text.length(), 0.5f};

  public List<List<String>> asked() {
    return requests.stream().map(EmbeddingRequest::getInstructions).toList();
  }

  List<EmbeddingRequest> requests() {
    return requests;
  }

  /** The position of the call that fails; negative for none. */
  void failAt(int position) {
    failAt = position;
  }

  void embedding(Function<String, float[]> vectors) {
    this.vectors = vectors;
  }

  @Override
  public EmbeddingResponse call(EmbeddingRequest request) {
    requests.add(request);
    if (requests.size() - 1 == failAt) {
      throw new IllegalStateException("the call that fails");
    }
    List<Embedding> embeddings = new ArrayList<>();
    for (String text : request.getInstructions()) {
      embeddings.add(new Embedding(vectors.apply(text), embeddings.size()));
    }
    int tokens = request.getInstructions().size();
    return new EmbeddingResponse(
        embeddings, new EmbeddingResponseMetadata("fake-1", new DefaultUsage(tokens, 0)));
  }

  @Override
  public float[] embed(Document document) {
    return embed(getEmbeddingContent(document));
  }

  @Override
  public String getEmbeddingContent(Document document) {
    return document.getText() == null ? null : document.getFormattedContent(MetadataMode.EMBED);
  }

  @Override
  public int dimensions() {
    return 2;
  }
}

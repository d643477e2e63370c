package dev.bytestore.langchain4j;

import dev.langchain4j.model.embedding.DimensionAwareEmbeddingModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The dimensions of a model's embeddings, as far as they are known without calling the model. */
final class EmbeddingDimensions {

  /** The most prefixes that are remembered. A program has one or two. */
  private static final int MAX_SEEN = 1_000;

  private final EmbeddingModel model;

  /** The dimensions, by the prefix of the keys. */
  private final Map<String, Integer> seen = new ConcurrentHashMap<>();

  EmbeddingDimensions(EmbeddingModel model) {
    this.model = model;
  }

  /** Remembers the dimension that the model returned for keys that start with {@code prefix}. */
  void rememberReturned(String prefix, int dimension) {
    if (seen.size() < MAX_SEEN || seen.containsKey(prefix)) {
      seen.put(prefix, dimension);
    }
  }

  /** Remembers the result of the model's {@code dimension()}, unless embeddings were returned. */
  void rememberDeclared(String prefix, int dimension) {
    if (dimension > 0 && seen.size() < MAX_SEEN) {
      seen.putIfAbsent(prefix, dimension);
    }
  }

  /**
   * The dimension of embeddings whose keys start with {@code prefix}; null if it is not known. The
   * dimension that the model returned wins over the requested one, which a server may ignore.
   */
  @Nullable Integer of(String prefix, EmbeddingRequestParameters parameters) {
    Integer dimension = seen.get(prefix);
    if (dimension == null) {
      dimension = parameters.dimensions();
    }
    boolean isOwnModel =
        parameters.modelName() == null || parameters.modelName().equals(model.modelName());
    return dimension == null && isOwnModel ? declaredByClass() : dimension;
  }

  /**
   * The dimension that the model's class knows without a call. Its {@code dimension()} may embed a
   * text to find out: a hit would then call the model, and an asynchronous call would block.
   */
  private @Nullable Integer declaredByClass() {
    if (!(model instanceof DimensionAwareEmbeddingModel)) {
      return null;
    }
    try {
      Field remembered = DimensionAwareEmbeddingModel.class.getDeclaredField("dimension");
      remembered.setAccessible(true);
      Object dimension = remembered.get(model);
      if (dimension == null) {
        Method declared = DimensionAwareEmbeddingModel.class.getDeclaredMethod("knownDimension");
        declared.setAccessible(true);
        dimension = declared.invoke(model);
      }
      return dimension instanceof Integer number ? number : null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // For example in a native image, without registration for reflection.
    }
  }
}

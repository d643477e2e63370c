package dev.bytestore.langchain4j;

import dev.langchain4j.model.embedding.DimensionAwareEmbeddingModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How many numbers the embeddings of a model have, as far as that is known without asking it. */
final class EmbeddingDimensions {

  /** How many prefixes are remembered; a program has one or two. */
  private static final int MAX_SEEN = 1_000;

  private final EmbeddingModel model;

  /** Dimensions by the prefix of the keys. */
  private final Map<String, Integer> seen = new ConcurrentHashMap<>();

  EmbeddingDimensions(EmbeddingModel model) {
    this.model = model;
  }

  /** Remembers what the model itself returned for keys that start with {@code prefix}. */
  void rememberReturned(String prefix, int dimension) {
    if (seen.size() < MAX_SEEN || seen.containsKey(prefix)) {
      seen.put(prefix, dimension);
    }
  }

  /** Remembers the result of the model's {@code dimension()}, unless its embeddings are known. */
  void rememberDeclared(String prefix, int dimension) {
    if (dimension > 0 && seen.size() < MAX_SEEN) {
      seen.putIfAbsent(prefix, dimension);
    }
  }

  /**
   * The dimension of embeddings whose keys start with {@code prefix}; null if it is not known. What
   * the model returned counts more than what was asked for, which a server may ignore.
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
   * What the model's class says without a call. Its {@code dimension()} may embed a text to find
   * out, so that a hit would ask the model, and an asynchronous call would block.
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
      return null; // as in a native image where the class is not registered for reflection
    }
  }
}

package dev.bytestore.langchain4j;

import dev.bytestore.internal.TextHash;
import dev.bytestore.internal.json.JsonWriter;
import dev.bytestore.internal.model.EmbeddingBatch;
import dev.bytestore.internal.model.EmbeddingCache;
import dev.bytestore.internal.model.EmbeddingSpace;
import dev.bytestore.internal.model.NotCacheableException;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.model.embedding.DimensionAwareEmbeddingModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The spaces of a model's embeddings: one for each set of parameters. */
final class EmbeddingSpaces {

  private final EmbeddingModel model;
  private final EmbeddingCache cache;
  private final String namespace;

  EmbeddingSpaces(EmbeddingModel model, EmbeddingCache cache, String namespace) {
    this.model = model;
    this.cache = cache;
    this.namespace = namespace;
  }

  /** Starts a batch for {@code inputs}, which are sent with {@code parameters}. */
  EmbeddingBatch batch(List<EmbeddingInput> inputs, EmbeddingRequestParameters parameters) {
    List<@Nullable String> texts = new ArrayList<>(inputs.size());
    for (EmbeddingInput input : inputs) {
      texts.add(
          input.contents().size() == 1 && input.contents().get(0) instanceof TextContent text
              ? text.text()
              : null);
    }
    return cache.batch(space(parameters), texts);
  }

  /** The space of the embeddings of a request; null if the request has no keys. */
  private @Nullable EmbeddingSpace space(EmbeddingRequestParameters parameters) {
    Map<String, @Nullable Object> inKey = new LinkedHashMap<>();
    try {
      for (EmbeddingParameter<?> parameter : parameters.presentParameters()) {
        Object value = parameters.parameter(parameter);
        boolean isDefault =
            parameter.equals(EmbeddingRequestParameters.MODEL_NAME)
                && model.modelName().equals(value);
        if (!isDefault) {
          inKey.put(parameter.name(), KeyFormat.tree(value));
        }
      }
      String prefix = prefix(inKey);
      return new EmbeddingSpace(prefix, dimension(prefix, parameters));
    } catch (NotCacheableException e) {
      cache.reportNotCacheable(String.valueOf(e.getMessage()));
      return null;
    } catch (RuntimeException | Error e) { // The model and its parameters may be user code.
      cache.reportNotCacheable(e.getClass().getName()); // The message may quote a parameter.
      return null;
    }
  }

  private String prefix(Map<String, @Nullable Object> inKey) {
    // A hash, because the store keeps keys in clear text, and parameters may contain an API key.
    return inKey.isEmpty()
        ? namespace
        : "%s:%s:%s:"
            .formatted(
                namespace, KeyFormat.VERSION, TextHash.sha256(JsonWriter.writeSorted(inKey)));
  }

  /**
   * The dimension of embeddings whose keys start with {@code prefix}; null if it is not known. The
   * dimension that the model returned wins over the requested one, which a server may ignore.
   */
  @Nullable Integer dimension(String prefix, EmbeddingRequestParameters parameters) {
    Integer dimension = cache.dimensions().of(prefix);
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

  /** Calls the model's {@code dimension()} and remembers the result. */
  int dimension() {
    int dimension = model.dimension();
    cache.dimensions().rememberDeclared(namespace, dimension);
    return dimension;
  }
}

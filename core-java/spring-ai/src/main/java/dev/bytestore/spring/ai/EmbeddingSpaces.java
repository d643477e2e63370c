package dev.bytestore.spring.ai;

import dev.bytestore.internal.TextHash;
import dev.bytestore.internal.json.JsonWriter;
import dev.bytestore.internal.model.EmbeddingCache;
import dev.bytestore.internal.model.EmbeddingSpace;
import dev.bytestore.internal.model.NotCacheableException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.embedding.EmbeddingOptions;

/** The spaces of a model's embeddings: one for each set of options. */
final class EmbeddingSpaces {

  private final EmbeddingCache cache;
  private final String namespace;

  EmbeddingSpaces(EmbeddingCache cache, String namespace) {
    this.cache = cache;
    this.namespace = namespace;
  }

  /** The space of the embeddings of a request; null if the request has no keys. */
  @Nullable EmbeddingSpace of(@Nullable EmbeddingOptions options) {
    try {
      String prefix = prefix(options);
      Integer dimension = cache.dimensions().of(prefix);
      // A server may ignore the requested dimensions, so what it returned before is better.
      return new EmbeddingSpace(
          prefix, dimension == null && options != null ? options.getDimensions() : dimension);
    } catch (NotCacheableException e) {
      cache.reportNotCacheable(String.valueOf(e.getMessage()));
      return null;
    } catch (RuntimeException | Error e) { // The options may be user code.
      cache.reportNotCacheable(e.getClass().getName()); // The message may quote an option.
      return null;
    }
  }

  private String prefix(@Nullable EmbeddingOptions options) {
    Object tree = PromptKey.JSON.tree(options);
    boolean isEmpty =
        !(tree instanceof Map<?, ?> object)
            || (object.get("fields") instanceof Map<?, ?> fields && fields.isEmpty());
    // A hash, because the store keeps keys in clear text, and options may contain secrets.
    return isEmpty
        ? namespace
        : "%s:%s:%s:"
            .formatted(namespace, PromptKey.FORMAT, TextHash.sha256(JsonWriter.writeSorted(tree)));
  }

  void rememberDeclared(int dimensions) {
    cache.dimensions().rememberDeclared(namespace, dimensions);
  }
}

package dev.bytestore.langchain4j;

import dev.bytestore.ByteStore;
import dev.bytestore.internal.Fallback;
import dev.bytestore.internal.RareWarning;
import dev.bytestore.internal.Utf8;
import dev.bytestore.internal.json.JsonWriter;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Reads and writes embeddings in a byte store. Failures are logged and never reach the caller. */
final class EmbeddingCache {

  private final EmbeddingModel model;
  private final EmbeddingDimensions dimensions;
  private final ByteStore store;
  private final String namespace;
  private final EmbeddingKeyEncoder keyEncoder;
  private final @Nullable Duration ttl;
  private final RareWarning failures =
      new RareWarning(
          LoggerFactory.getLogger(EmbeddingCache.class),
          "embeddings could not be looked up or stored, so the model is called each time; {} times"
              + " since this was last logged, the latest: {}");

  EmbeddingCache(
      EmbeddingModel model,
      ByteStore store,
      String namespace,
      EmbeddingKeyEncoder keyEncoder,
      @Nullable Duration ttl) {
    this.model = model;
    this.dimensions = new EmbeddingDimensions(model);
    this.store = store;
    this.namespace = namespace;
    this.keyEncoder = keyEncoder;
    this.ttl = ttl;
  }

  EmbeddingBatch batch(List<EmbeddingInput> inputs, EmbeddingRequestParameters parameters) {
    EmbeddingSpace space = space(parameters);
    List<@Nullable String> batch = new ArrayList<>(inputs.size());
    for (EmbeddingInput input : inputs) {
      batch.add(space == null ? null : key(space.keyPrefix(), input));
    }
    return new EmbeddingBatch(space, batch);
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
          inKey.put(parameter.name(), CanonicalJson.tree(value));
        }
      }
      String prefix = prefix(inKey);
      return new EmbeddingSpace(prefix, dimensions.of(prefix, parameters));
    } catch (NotCacheableException e) {
      failures.log(String.valueOf(e.getMessage()));
      return null;
    } catch (RuntimeException | Error e) { // The model and its parameters may be user code.
      failures.log(e.getClass().getName()); // The message may quote a parameter.
      return null;
    }
  }

  private String prefix(Map<String, @Nullable Object> inKey) {
    // A hash, because the store keeps keys in clear text, and parameters may contain an API key.
    return inKey.isEmpty()
        ? namespace
        : "%s:%s:%s:"
            .formatted(
                namespace, CanonicalJson.FORMAT, TextHash.sha256(JsonWriter.writeSorted(inKey)));
  }

  private @Nullable String key(String prefix, EmbeddingInput input) {
    if (input.contents().size() == 1 && input.contents().get(0) instanceof TextContent text) {
      String encoded = encoded(text.text());
      return encoded == null ? null : prefix + encoded;
    }
    return null;
  }

  /** The part of the key for {@code text}; null if the text has no key. */
  private @Nullable String encoded(String text) {
    if (Utf8.unpairedSurrogate(text) >= 0) {
      return null; // UTF-8 cannot represent it, so different texts could get the same key.
    }
    try {
      String encoded = keyEncoder.encode(text);
      if (encoded != null && !encoded.isEmpty() && Utf8.unpairedSurrogate(encoded) < 0) {
        return encoded;
      }
      failures.log("keyEncoder returned null, an empty key, or one with an unpaired surrogate");
    } catch (RuntimeException | Error e) { // Without the message, which may quote the text.
      failures.log("keyEncoder threw " + e.getClass().getName());
    }
    return null;
  }

  /** The stored embeddings of {@code batch}, by key. Fails only if it is cancelled. */
  CompletableFuture<Map<String, Embedding>> lookupAsync(EmbeddingBatch batch) {
    List<String> wanted = batch.keys();
    if (wanted.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return Fallback.<List<byte @Nullable []>, Map<String, Embedding>>call(
        () -> store.mgetAsync(wanted),
        values -> {
          if (values == null) {
            throw new NullPointerException("the store returned null instead of values");
          }
          Map<String, Embedding> embeddings = new LinkedHashMap<>();
          for (int i = 0; i < wanted.size(); i++) {
            Embedding embedding = EmbeddingCodec.decode(values.get(i));
            if (embedding != null) {
              embeddings.put(wanted.get(i), embedding);
            }
          }
          return embeddings;
        },
        failure -> failures.log(failure.toString()),
        Map.of());
  }

  /**
   * Stores the embeddings that the model returned since the last call of this method; false if that
   * failed. The future fails only if it is cancelled.
   */
  CompletableFuture<Boolean> storeAsync(EmbeddingBatch batch) {
    return Fallback.<Void, Boolean>call(
        () -> write(entries(batch)),
        done -> true,
        failure -> failures.log(failure.toString()),
        false);
  }

  private Map<String, byte[]> entries(EmbeddingBatch batch) {
    Integer dimension = batch.madeDimension();
    if (dimension != null && batch.space() != null) {
      dimensions.rememberReturned(batch.space().keyPrefix(), dimension);
    }
    Map<String, byte[]> entries = new LinkedHashMap<>();
    batch
        .takeUnstored()
        .forEach(
            (key, embedding) -> {
              if (dimension != null && EmbeddingCodec.isUsable(embedding)) {
                entries.put(key, EmbeddingCodec.encode(embedding));
              } else {
                failures.log(
                    "an embedding is empty, contains NaN or an infinity, has more than 65,536"
                        + " numbers, or has another dimension than others of the same call");
              }
            });
    return entries;
  }

  /** Calls the model's {@code dimension()} and remembers the result. */
  int dimension() {
    int dimension = model.dimension();
    dimensions.rememberDeclared(namespace, dimension);
    return dimension;
  }

  private CompletableFuture<Void> write(Map<String, byte[]> entries) {
    if (entries.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return ttl == null ? store.msetAsync(entries) : store.msetAsync(entries, ttl);
  }
}

package dev.bytestore.langchain4j;

import dev.bytestore.ByteStore;
import dev.bytestore.internal.Fallback;
import dev.bytestore.internal.RareWarning;
import dev.bytestore.internal.json.JsonWriter;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.TextContent;
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

/** Embeddings in a byte store. Nothing that goes wrong here fails a caller. */
final class EmbeddingCache {

  private final ByteStore store;
  private final String namespace;
  private final EmbeddingKeys keys;
  private final @Nullable Duration ttl;
  private final RareWarning failures =
      new RareWarning(
          LoggerFactory.getLogger(EmbeddingCache.class),
          "embeddings could not be looked up or kept, so the model is asked each time; {} times"
              + " since this was last logged, the latest: {}");

  EmbeddingCache(ByteStore store, String namespace, EmbeddingKeys keys, @Nullable Duration ttl) {
    this.store = store;
    this.namespace = namespace;
    this.keys = keys;
    this.ttl = ttl;
  }

  EmbeddingBatch batch(
      List<EmbeddingInput> inputs, EmbeddingRequestParameters parameters, String modelName) {
    String prefix = prefix(parameters, modelName);
    List<@Nullable String> batch = new ArrayList<>(inputs.size());
    for (EmbeddingInput input : inputs) {
      batch.add(prefix == null ? null : key(prefix, input));
    }
    return new EmbeddingBatch(batch);
  }

  /** What stands before the hash of the text; null if what is asked for has no keys. */
  private @Nullable String prefix(EmbeddingRequestParameters parameters, String modelName) {
    Map<String, @Nullable Object> told = new LinkedHashMap<>();
    try {
      for (EmbeddingParameter<?> parameter : parameters.presentParameters()) {
        Object value = parameters.parameter(parameter);
        boolean isDefault =
            parameter.equals(EmbeddingRequestParameters.MODEL_NAME) && modelName.equals(value);
        if (!isDefault) {
          told.put(parameter.name(), ObjectText.json(value));
        }
      }
    } catch (NotCacheableException e) {
      failures.log(String.valueOf(e.getMessage()));
      return null;
    } catch (RuntimeException | Error e) { // of a parameter of the user too
      failures.log(e.toString());
      return null;
    }
    return told.isEmpty() ? namespace : namespace + JsonWriter.writeSorted(told);
  }

  private @Nullable String key(String prefix, EmbeddingInput input) {
    if (input.contents().size() == 1 && input.contents().get(0) instanceof TextContent text) {
      String hash = keys.of(text.text());
      return hash == null ? null : prefix + hash;
    }
    return null;
  }

  /** What is there of {@code batch}, by key. Fails only if it is cancelled. */
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
            Embedding embedding = EmbeddingText.decode(values.get(i));
            if (embedding != null) {
              embeddings.put(wanted.get(i), embedding);
            }
          }
          return embeddings;
        },
        failure -> failures.log(failure.toString()),
        Map.of());
  }

  /** Keeps what the model gave, and says whether it could. Fails only if it is cancelled. */
  CompletableFuture<Boolean> storeAsync(EmbeddingBatch batch) {
    return Fallback.<Void, Boolean>call(
        () -> write(entries(batch)),
        done -> true,
        failure -> failures.log(failure.toString()),
        false);
  }

  private Map<String, byte[]> entries(EmbeddingBatch batch) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    batch
        .made()
        .forEach(
            (key, embedding) -> {
              if (EmbeddingText.fits(embedding)) {
                entries.put(key, EmbeddingText.encode(embedding));
              } else {
                failures.log("an embedding has more than 65,536 numbers");
              }
            });
    return entries;
  }

  private CompletableFuture<Void> write(Map<String, byte[]> entries) {
    if (entries.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return ttl == null ? store.msetAsync(entries) : store.msetAsync(entries, ttl);
  }
}

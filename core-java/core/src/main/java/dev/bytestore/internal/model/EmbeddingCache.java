package dev.bytestore.internal.model;

import dev.bytestore.ByteStore;
import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.internal.Fallback;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.RareWarning;
import dev.bytestore.internal.Utf8;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Reads and writes embeddings in a byte store. Failures are logged and never reach the caller. */
public final class EmbeddingCache {

  private final ByteStore store;
  private final EmbeddingKeyEncoder keyEncoder;
  private final @Nullable Duration ttl;
  private final EmbeddingDimensions dimensions = new EmbeddingDimensions();
  private final RareWarning failures =
      new RareWarning(
          LoggerFactory.getLogger(EmbeddingCache.class),
          "embeddings could not be looked up or stored, so the model is called each time; {} times"
              + " since this was last logged, the latest: {}");

  /**
   * @param ttl the time-to-live of new entries; null for the default of the store
   */
  public EmbeddingCache(ByteStore store, EmbeddingKeyEncoder keyEncoder, @Nullable Duration ttl) {
    this.store = store;
    this.keyEncoder = keyEncoder;
    this.ttl = ttl;
  }

  /** The known dimensions of the model's embeddings. */
  public EmbeddingDimensions dimensions() {
    return dimensions;
  }

  /** Logs why embeddings are neither looked up nor stored. The reason must not quote a text. */
  public void reportNotCacheable(String reason) {
    failures.log(reason);
  }

  /**
   * Starts a batch for {@code texts}.
   *
   * @param space null if no text has a key
   * @param texts the inputs; null for an input that is not just a text and has no key
   */
  public EmbeddingBatch batch(
      @Nullable EmbeddingSpace space, List<? extends @Nullable String> texts) {
    List<@Nullable String> keys = new ArrayList<>(texts.size());
    for (String text : texts) {
      String encoded = space == null || text == null ? null : encoded(text);
      keys.add(space == null || encoded == null ? null : space.keyPrefix() + encoded);
    }
    return new EmbeddingBatch(space, keys);
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
  public CompletableFuture<Map<String, float[]>> lookupAsync(EmbeddingBatch batch) {
    List<String> wanted = batch.keys();
    if (wanted.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return Fallback.<List<byte @Nullable []>, Map<String, float[]>>call(
        () -> store.mgetAsync(wanted),
        values -> {
          if (values == null) {
            throw new NullPointerException("the store returned null instead of values");
          }
          Map<String, float[]> embeddings = new LinkedHashMap<>();
          for (int i = 0; i < wanted.size(); i++) {
            float[] embedding = EmbeddingCodec.decode(values.get(i));
            if (embedding != null) {
              embeddings.put(wanted.get(i), embedding);
            }
          }
          return embeddings;
        },
        failure -> failures.log(failure.getClass().getName()), // The message may quote a key.
        Map.of());
  }

  /**
   * Stores the embeddings that the model returned since the last call of this method; false if that
   * failed. The future fails only if it is cancelled.
   */
  public CompletableFuture<Boolean> storeAsync(EmbeddingBatch batch) {
    return Fallback.<Void, Boolean>call(
        () -> write(entries(batch)),
        done -> true,
        failure -> failures.log(failure.getClass().getName()),
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

  private CompletableFuture<Void> write(Map<String, byte[]> entries) {
    if (entries.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return ttl == null ? store.msetAsync(entries) : store.msetAsync(entries, ttl);
  }

  /**
   * Looks up the embeddings of {@code batch}. Returns true if all were found. An interrupt ends the
   * wait, and the thread stays interrupted.
   */
  public boolean lookUp(EmbeddingBatch batch) {
    batch.found(await(lookupAsync(batch), Map.of()));
    return batch.isComplete();
  }

  /**
   * Calls the model for each part of {@code batch} that is missing, and stores what it returns. An
   * interrupt ends the wait, but not the write, because the embeddings have been paid for. No
   * further part is then sent to the model.
   *
   * @param size the maximum number of inputs in one call of the model
   * @param ask returns the embeddings of the inputs at the given positions
   * @throws CancellationException if the thread is interrupted and a further part is missing
   */
  public void ask(
      EmbeddingBatch batch,
      int size,
      Function<List<Integer>, ? extends @Nullable List<? extends float @Nullable []>> ask) {
    while (!batch.isComplete()) {
      List<Integer> positions = batch.missing(size);
      batch.fill(positions, ask.apply(positions));
      var unused = await(storeAsync(batch).copy(), false);
      if (!batch.isComplete() && Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted, so no further batch was sent to the model");
      }
    }
  }

  /** An interrupt ends only the wait, and cancels {@code future}. The caller can see it. */
  private static <T extends @Nullable Object> T await(CompletableFuture<T> future, T otherwise) {
    try {
      return Futures.await(future);
    } catch (CancellationException e) { // The thread stays interrupted.
      return otherwise;
    }
  }
}

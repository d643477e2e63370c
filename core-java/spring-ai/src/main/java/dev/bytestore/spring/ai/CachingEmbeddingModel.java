package dev.bytestore.spring.ai;

import dev.bytestore.ByteStore;
import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.internal.model.EmbeddingBatch;
import dev.bytestore.internal.model.EmbeddingCache;
import dev.bytestore.internal.model.EmbeddingCacheOptions;
import dev.bytestore.internal.model.EmbeddingSpace;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/**
 * An embedding model that wraps another one, and calls it only for texts whose embeddings are not
 * in a byte store. Use it in place of the other model, also in a vector store. It can share its
 * entries with Python's {@code CacheBackedEmbeddings} if both have the same {@linkplain
 * Builder#namespace namespace} and {@linkplain Builder#keyEncoder key encoder}; the defaults of the
 * key encoder differ.
 *
 * <pre>{@code
 * EmbeddingModel model =
 *     CachingEmbeddingModel.builder(openAi, store).namespace("text-embedding-3-small").build();
 * }</pre>
 *
 * <ul>
 *   <li><b>A call with several texts</b> needs one read of the store, one call of the model for the
 *       missing texts, in which each text appears once, and one write. With a {@linkplain
 *       Builder#batchSize batch size}, it needs a call of the model and a write for each batch of
 *       the missing texts. The result has one embedding for each text, in the order of the texts,
 *       also for repeated texts. New embeddings are stored before they are returned. A call without
 *       texts sends nothing.
 *   <li><b>The key</b> is the namespace followed directly by the hash of the text, or the result of
 *       your own key encoder. If the request has options, such as dimensions, a hash of them is
 *       added: between namespace and hash, or before the key of your own encoder. API keys and
 *       timeouts are not part of it.
 *   <li><b>The value</b> is a JSON list of numbers.
 *   <li><b>A document</b> is embedded as the text that the model's {@code getEmbeddingContent}
 *       returns for it, which may contain metadata. If there is no such text, the model is called.
 *   <li><b>A stored value</b> that is not an embedding, contains NaN or an infinity, or is known to
 *       have another dimension than the embeddings of the model counts as a miss and is replaced.
 *       The model may be called a second time if only its response shows that stored embeddings
 *       have another dimension.
 *   <li><b>An embedding that the model returns</b> is always returned to the caller. It is not
 *       stored if it is empty, contains NaN or an infinity, or has more than 65,536 numbers. If the
 *       model returns embeddings of different dimensions, none of them is stored, and none that it
 *       returns later in the same call.
 *   <li><b>Usage</b> is that of the calls of the model; zero if there was none. A hit has no other
 *       sign. The observations of the model are of calls of the model, not of hits.
 *   <li><b>If the store fails</b>, the model is called for all texts, and a warning is logged, at
 *       most once a minute. The timeouts of the store limit how long it is waited for.
 *   <li><b>If the model returns null</b> instead of a response or one of the embeddings, or if it
 *       returns more or fewer embeddings than texts, the call fails with an {@link
 *       IllegalStateException}, and nothing of that response is stored.
 * </ul>
 *
 * <p>The model is called on the caller's thread. If that thread is interrupted, a call stops
 * waiting for the store. If it was waiting for the lookup, it calls the model, which sees the
 * interrupt. A write that has started continues. If a further batch is needed after it, it is not
 * sent, and the call fails with a {@link java.util.concurrent.CancellationException}. The thread
 * stays interrupted. Equal requests at the same time may each call the model. To delete entries,
 * use the store.
 */
public final class CachingEmbeddingModel implements EmbeddingModel {

  private final EmbeddingModel model;
  private final EmbeddingCache cache;
  private final EmbeddingSpaces spaces;
  private final int batchSize;

  private CachingEmbeddingModel(Builder builder, String namespace) {
    this.model = builder.model;
    this.cache = builder.options.cache();
    this.spaces = new EmbeddingSpaces(cache, namespace);
    this.batchSize = builder.options.batchSize();
  }

  /**
   * Returns a builder for a caching model that calls {@code model} and stores its embeddings in
   * {@code store}. The caching model never closes either of them.
   */
  public static Builder builder(EmbeddingModel model, ByteStore store) {
    return new Builder(model, store);
  }

  @Override
  public EmbeddingResponse call(EmbeddingRequest request) {
    List<String> texts = Objects.requireNonNull(request, "request").getInstructions();
    EmbeddingOptions options = request.getOptions();
    EmbeddingSpace space = spaces.of(options);
    EmbeddingBatch batch = cache.batch(space, texts);
    EmbeddingResponses responses = new EmbeddingResponses();
    if (!cache.lookUp(batch)) {
      cache.ask(
          batch,
          batchSize,
          positions -> {
            List<String> missing = positions.stream().map(texts::get).toList();
            return responses.add(
                model.call(new EmbeddingRequest(missing, options)), positions.size());
          });
    }
    return responses.whole(batch, options);
  }

  @Override
  public float[] embed(Document document) {
    Objects.requireNonNull(document, "document");
    String text = model.getEmbeddingContent(document);
    return text == null ? model.embed(document) : embed(text);
  }

  @Override
  public String getEmbeddingContent(Document document) {
    return model.getEmbeddingContent(document);
  }

  /** Calls the model's {@code dimensions()}, which may embed a text to find out. */
  @Override
  public int dimensions() {
    int dimensions = model.dimensions();
    spaces.rememberDeclared(dimensions);
    return dimensions;
  }

  /** Builds a {@link CachingEmbeddingModel}. */
  public static final class Builder {

    private final EmbeddingModel model;
    private final EmbeddingCacheOptions options;

    private Builder(EmbeddingModel model, ByteStore store) {
      this.model = Objects.requireNonNull(model, "model");
      this.options = new EmbeddingCacheOptions(store);
    }

    /**
     * The prefix of all keys, as in Python: Python finds the entries with the same namespace. The
     * hash follows it without a separator. The namespace may be empty. Use a different namespace if
     * anything differs that changes the embedding of a text: the model, its server, or options that
     * it was built with, such as dimensions. The namespace is stored in clear text, so it must not
     * contain a secret.
     *
     * <p>Required, unless you set a {@link #keyEncoder} of your own, which cannot be combined with
     * a namespace: a model of Spring AI does not show which server it calls.
     */
    public Builder namespace(String namespace) {
      options.namespace(namespace);
      return this;
    }

    /**
     * The time-to-live of new entries, at most 20 years. Zero means that they do not expire. If the
     * store does not support a time-to-live, as on Astra DB, nothing is stored, and a warning is
     * logged. Default: the default of the store; if that has none, entries do not expire.
     *
     * @throws IllegalArgumentException if {@code ttl} is negative or longer than 20 years
     */
    public Builder ttl(Duration ttl) {
      options.ttl(ttl);
      return this;
    }

    /**
     * The function that turns texts into keys: one of the hashes of {@link EmbeddingKeyEncoder}, or
     * a function of your own. As in Python, a function of your own returns the whole key, including
     * any prefix. If it throws, or returns null, an empty text or a text with an unpaired
     * surrogate, the embedding is neither looked up nor stored: the model is called, and a warning
     * is logged.
     *
     * <p>Default: {@link EmbeddingKeyEncoder#SHA256}. Python's default is {@code "sha1"}.
     *
     * @throws IllegalStateException if {@code keyEncoder} is {@link EmbeddingKeyEncoder#BLAKE2B}
     *     and Bouncy Castle is not on the class path
     */
    public Builder keyEncoder(EmbeddingKeyEncoder keyEncoder) {
      options.keyEncoder(keyEncoder);
      return this;
    }

    /**
     * The maximum number of texts in one call of the model, like Python's {@code batch_size}. The
     * texts of a call that are not in the store are split into batches of this size, in their
     * order. Each batch is embedded and stored before the next one is sent. If the model fails, the
     * call fails, and no further batch is sent. The embeddings of the earlier batches stay in the
     * store, so a repeated call finds them. A failure of the store does not fail the call.
     *
     * <p>Default: all missing texts of a call are one batch.
     *
     * @throws IllegalArgumentException if {@code batchSize} is not positive
     */
    public Builder batchSize(int batchSize) {
      options.batchSize(batchSize);
      return this;
    }

    /**
     * Builds the caching model. Nothing is sent.
     *
     * @throws IllegalArgumentException if neither a namespace nor a key encoder of your own is set,
     *     because different models might then share their entries; or if both are set
     */
    public CachingEmbeddingModel build() {
      return new CachingEmbeddingModel(
          this,
          options.keyPrefix(
              () -> {
                throw new IllegalArgumentException(
                    "namespace: must be set, because a model does not show which server it calls."
                        + " Choose a text that names everything that changes what this model"
                        + " returns: models with the same namespace share their entries");
              }));
    }
  }
}

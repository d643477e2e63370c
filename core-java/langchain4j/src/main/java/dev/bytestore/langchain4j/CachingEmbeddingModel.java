package dev.bytestore.langchain4j;

import dev.bytestore.ByteStore;
import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.model.EmbeddingCache;
import dev.bytestore.internal.model.EmbeddingCacheOptions;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * An embedding model that wraps another one, and calls it only for texts whose embeddings are not
 * in a byte store. It can share its entries with Python's {@code CacheBackedEmbeddings} if both
 * have the same {@linkplain Builder#namespace namespace} and {@linkplain Builder#keyEncoder key
 * encoder}; the defaults differ. It needs LangChain4j 1.20.0 or newer.
 *
 * <pre>{@code
 * EmbeddingModel model = CachingEmbeddingModel.builder(openAi, store).build();
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
 *       your own key encoder. If the request or the model's defaults have parameters, such as
 *       dimensions, a hash of them is added: between namespace and hash, or before the key of your
 *       own encoder. The metadata of a text segment is not part of the key.
 *   <li><b>The value</b> is a JSON list of numbers.
 *   <li><b>A stored value</b> that is not an embedding, contains NaN or an infinity, or is known to
 *       have another dimension than the embeddings of the model counts as a miss and is replaced.
 *       The model may be called a second time if only its response shows that stored embeddings
 *       have another dimension.
 *   <li><b>An embedding that the model returns</b> is always returned to the caller. It is not
 *       stored if it is empty, contains NaN or an infinity, or has more than 65,536 numbers. If the
 *       model returns embeddings of different dimensions, none of them is stored, and none that it
 *       returns later in the same call.
 *   <li><b>Token usage</b> is that of the calls of the model; zero if there was none. A hit has no
 *       other sign. The model's listeners are called for calls of the model, not for hits.
 *   <li><b>If the store fails</b>, the model is called for all texts, and a warning is logged, at
 *       most once a minute. The timeouts of the store limit how long it is waited for.
 *   <li><b>Input that is not text</b> is not cached: the model is called for it each time.
 *   <li><b>If the model returns null</b> instead of a response or one of the embeddings, or if it
 *       returns more or fewer embeddings than texts, the call fails with an {@link
 *       IllegalStateException}, and nothing of that response is stored.
 * </ul>
 *
 * <p>{@code embedAll} and {@code embed} call the model on the caller's thread. If that thread is
 * interrupted, they stop waiting for the store. If they were waiting for the lookup, they call the
 * model, which sees the interrupt. A write that has started continues. If a further batch is needed
 * after it, it is not sent, and the call fails with a {@link
 * java.util.concurrent.CancellationException}. The thread stays interrupted. {@code embedAsync}
 * does not block, and completes on the store's executor or on bytestore's shared pool of daemon
 * threads. If its future is cancelled, no further batch is sent. Equal requests at the same time
 * may each call the model. To delete entries, use the store.
 */
public final class CachingEmbeddingModel implements EmbeddingModel {

  private final EmbeddingModel model;
  private final EmbeddingSpaces spaces;
  private final EmbeddingCalls calls;

  private CachingEmbeddingModel(Builder builder, String namespace) {
    this.model = builder.model;
    EmbeddingCache cache = builder.options.cache();
    this.spaces = new EmbeddingSpaces(model, cache, namespace);
    this.calls = new EmbeddingCalls(model, cache, spaces, builder.options.batchSize());
  }

  /**
   * Returns a builder for a caching model that calls {@code model} and stores its embeddings in
   * {@code store}. The caching model never closes either of them.
   */
  public static Builder builder(EmbeddingModel model, ByteStore store) {
    return new Builder(model, store);
  }

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    return calls.embedAll(Arguments.withoutNulls(segments, "segments"));
  }

  /**
   * Embeds {@code segment} as {@link #embedAll} does, through the model's {@code embedAll} and not
   * with an {@link EmbeddingRequest}: some models embed the text of a request differently.
   */
  @Override
  public Response<Embedding> embed(TextSegment segment) {
    return calls.embed(Objects.requireNonNull(segment, "segment"));
  }

  @Override
  public EmbeddingResponse embed(EmbeddingRequest request) {
    return calls.embed(Objects.requireNonNull(request, "request"));
  }

  @Override
  public EmbeddingResponse doEmbed(EmbeddingRequest request) {
    return embed(request);
  }

  @Override
  public CompletableFuture<EmbeddingResponse> embedAsync(EmbeddingRequest request) {
    return calls.embedAsync(Objects.requireNonNull(request, "request"));
  }

  @Override
  public CompletableFuture<EmbeddingResponse> doEmbedAsync(EmbeddingRequest request) {
    return embedAsync(request);
  }

  @Override
  public int dimension() {
    return spaces.dimension();
  }

  @Override
  public String modelName() {
    return model.modelName();
  }

  @Override
  public List<EmbeddingModelListener> listeners() {
    return model.listeners();
  }

  @Override
  public ModelProvider provider() {
    return model.provider();
  }

  @Override
  public EmbeddingRequestParameters defaultRequestParameters() {
    return model.defaultRequestParameters();
  }

  @Override
  public Set<EmbeddingParameter<?>> supportedParameters() {
    return model.supportedParameters();
  }

  @Override
  public Set<ContentType> supportedContentTypes() {
    return model.supportedContentTypes();
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
     * <p>Default: the model's name, {@code -} and a hash of the model's configuration, which is
     * read once, when the caching model is built. The configuration of models of OpenAI, Google AI
     * Gemini, Ollama and Mistral AI can be read, unless they have custom headers or custom query
     * parameters. For all other models this option is required, unless you set a {@link
     * #keyEncoder} of your own, which cannot be combined with a namespace.
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
     * <p>A call of a Google AI Gemini model with a task type is not split if it cannot be cached: a
     * call with an {@link EmbeddingRequest}, or with text segments that have a title.
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
     * @throws IllegalArgumentException if neither a namespace nor a key encoder of your own is set
     *     and the configuration of the wrapped model cannot be read, because different models might
     *     then share their entries; or if both are set
     * @throws IllegalStateException if LangChain4j is older than 1.20.0
     */
    public CachingEmbeddingModel build() {
      LangChain4jVersion.requireMinimum();
      return new CachingEmbeddingModel(this, options.keyPrefix(this::ownNamespace));
    }

    private String ownNamespace() {
      ModelIdentity identity =
          ModelIdentity.of(model, model.defaultRequestParameters(), "namespace");
      return model.modelName() + "-" + identity.text();
    }
  }
}

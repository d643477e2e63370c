package dev.bytestore.langchain4j;

import dev.bytestore.ByteStore;
import dev.bytestore.internal.Arguments;
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
import org.jspecify.annotations.Nullable;

/**
 * An embedding model that asks another one only for texts that it was not asked for before: what
 * {@code CacheBackedEmbeddings} is in Python, whose entries it reads and writes.
 *
 * <pre>{@code
 * EmbeddingModel model = CachingEmbeddingModel.builder(openAi, store).build();
 * }</pre>
 *
 * <ul>
 *   <li><b>A batch</b> is looked up in one call, the model is asked once, for the missing texts
 *       without repeats, and those are kept in one call. Embeddings come in the order of the texts,
 *       repeats repeated.
 *   <li><b>The key</b> is the namespace followed by the hash of the text, or what your own
 *       {@linkplain Builder#keyEncoder key encoder} returns. If the request or the model's defaults
 *       have parameters, such as dimensions, a hash of them stands before the hash of the text. The
 *       metadata of a segment change nothing.
 *   <li><b>A stored value</b> is a miss and is replaced if it is not an embedding, contains NaN or
 *       an infinity, or has another dimension than the model, as far as that is known without a
 *       call of {@code dimension()}. If the model's answer for missing texts shows that stored
 *       embeddings have another dimension, the model is asked for those in a second call.
 *   <li><b>An embedding that the model returns</b> is always handed to the caller. It is not stored
 *       if it is empty, contains NaN or an infinity, has more than 65,536 numbers, or if embeddings
 *       of one call have different dimensions.
 *   <li><b>Token usage</b> is that of the calls of the model; zero if there was none. The model's
 *       listeners are told of calls of the model only.
 *   <li><b>When the store fails</b>, the model is asked. An input that is not text is not looked
 *       up.
 *   <li><b>When the model returns null</b> instead of a response or one of the embeddings, the call
 *       fails with an {@link IllegalStateException}, and nothing of it is kept.
 * </ul>
 *
 * <p>{@code embedAsync} blocks no thread and completes on the store's executor or on a pool of
 * daemon threads. Embeddings are kept before they are handed over. Equal requests at the same time
 * may each ask the model.
 */
public final class CachingEmbeddingModel implements EmbeddingModel {

  private final EmbeddingModel model;
  private final EmbeddingCache cache;
  private final EmbeddingCalls calls;

  private CachingEmbeddingModel(Builder builder, String namespace) {
    this.model = builder.model;
    this.cache =
        new EmbeddingCache(model, builder.store, namespace, builder.keyEncoder, builder.ttl);
    this.calls = new EmbeddingCalls(model, cache);
  }

  /** Wraps {@code model}, whose embeddings go into {@code store}; neither is ever closed. */
  public static Builder builder(EmbeddingModel model, ByteStore store) {
    return new Builder(model, store);
  }

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    return calls.embedAll(Arguments.withoutNulls(segments, "segments"));
  }

  /** As {@link #embedAll}: some models treat a request in another way than a text segment. */
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
    return cache.dimension();
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

  /** How a caching embedding model is made. */
  public static final class Builder {

    private final EmbeddingModel model;
    private final ByteStore store;
    private @Nullable String namespace;
    private @Nullable Duration ttl;
    private EmbeddingKeyEncoder keyEncoder = EmbeddingKeyEncoder.SHA256;

    private Builder(EmbeddingModel model, ByteStore store) {
      this.model = Objects.requireNonNull(model, "model");
      this.store = Objects.requireNonNull(store, "store");
    }

    /**
     * What all keys start with, as in Python. It has to tell apart everything that gives other
     * embeddings for the same text: the model, its server, and options that it was built with, such
     * as dimensions. Python finds the entries by the same namespace. It is stored in clear text, so
     * it must not contain a secret.
     *
     * <p>Default: the model's name and a hash of the model's configuration, which is read once,
     * when the caching model is built. The configuration can be read of the models of OpenAI,
     * Google AI Gemini, Ollama and Mistral AI, if they have no custom headers and no custom query
     * parameters. For all other models this option is required, unless a {@link #keyEncoder} of
     * your own is set, with which a namespace is refused.
     */
    public Builder namespace(String namespace) {
      this.namespace = Objects.requireNonNull(namespace, "namespace");
      return this;
    }

    /**
     * How long embeddings are kept. Default: as long as the store's own default says.
     *
     * @throws IllegalArgumentException if {@code ttl} is not between zero and 20 years
     */
    public Builder ttl(Duration ttl) {
      Arguments.ttlSeconds(ttl);
      this.ttl = ttl;
      return this;
    }

    /**
     * How texts become keys: one of the hashes of {@link EmbeddingKeyEncoder}, or a function of
     * your own. Such a function returns the whole key, as in Python, so it takes the place of the
     * namespace too. A text for which it throws, or returns null, an empty key or one with an
     * unpaired surrogate, is neither looked up nor stored: the model is asked, and a warning is
     * logged.
     *
     * <p>Default: {@link EmbeddingKeyEncoder#SHA256}. Python's default is {@code "sha1"}.
     *
     * @throws IllegalStateException if {@code keyEncoder} is {@link EmbeddingKeyEncoder#BLAKE2B}
     *     and Bouncy Castle is not on the class path
     */
    public Builder keyEncoder(EmbeddingKeyEncoder keyEncoder) {
      Objects.requireNonNull(keyEncoder, "keyEncoder");
      if (isHash(keyEncoder)) {
        var unused = keyEncoder.encode(""); // throws if its algorithm is missing
      }
      this.keyEncoder = keyEncoder;
      return this;
    }

    /**
     * The model.
     *
     * @throws IllegalArgumentException if the configuration of the wrapped model cannot be read and
     *     neither a namespace nor a key encoder of your own is set, because two models would share
     *     their entries; or if both are set
     */
    public CachingEmbeddingModel build() {
      LangChain4jVersion.requireMinimum();
      return new CachingEmbeddingModel(this, keyPrefix());
    }

    private String keyPrefix() {
      if (isHash(keyEncoder)) {
        return namespace == null ? ownNamespace() : namespace;
      }
      if (namespace != null && !namespace.isEmpty()) {
        throw new IllegalArgumentException(
            "namespace: must not be set together with a keyEncoder of your own; add the prefix to"
                + " the keys that it returns");
      }
      return "";
    }

    private static boolean isHash(EmbeddingKeyEncoder encoder) {
      return encoder == EmbeddingKeyEncoder.SHA1
          || encoder == EmbeddingKeyEncoder.SHA256
          || encoder == EmbeddingKeyEncoder.SHA512
          || encoder == EmbeddingKeyEncoder.BLAKE2B;
    }

    private String ownNamespace() {
      ModelIdentity identity =
          ModelIdentity.of(model, model.defaultRequestParameters(), "namespace");
      return model.modelName() + "-" + identity.text();
    }
  }
}

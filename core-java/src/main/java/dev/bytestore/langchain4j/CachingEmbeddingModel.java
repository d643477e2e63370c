package dev.bytestore.langchain4j;

import dev.bytestore.ByteStore;
import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.CompletionExecutor;
import dev.bytestore.internal.Futures;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponseMetadata;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
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
 *   <li><b>The key</b> is the namespace followed by the hash of the text. Parameters of the request
 *       or of the model's defaults, such as dimensions, stand between the two. The metadata of a
 *       segment change nothing.
 *   <li><b>Token usage</b> is that of the call of the model; zero if there was none. The model's
 *       listeners are told of calls of the model only.
 *   <li><b>When the store fails</b>, the model is asked. A value that is not an embedding is
 *       replaced. An input that is not text is not looked up, and an embedding of more than 65,536
 *       numbers is not kept.
 *   <li><b>When the model returns null</b> instead of a response or one of the embeddings, the call
 *       fails with an {@link IllegalStateException}, and nothing of it is kept.
 * </ul>
 *
 * <p>{@code embedAsync} blocks no thread and completes on the store's executor or on a pool of
 * daemon threads. Embeddings are kept before they are handed over. Equal requests at the same time
 * may each ask the model.
 */
public final class CachingEmbeddingModel implements EmbeddingModel {

  private static final String RESPONSE = "a response";

  private final EmbeddingModel model;
  private final EmbeddingCache cache;

  /** The key of metadata that the model embeds with a text, and that no key holds. */
  private final @Nullable String embeddedMetadata;

  private final boolean bypassesRequests;

  private CachingEmbeddingModel(Builder builder, String namespace) {
    this.model = builder.model;
    this.cache = new EmbeddingCache(builder.store, namespace, builder.keys, builder.ttl);
    this.embeddedMetadata = ModelConfiguration.embeddedMetadata(model);
    this.bypassesRequests = ModelConfiguration.treatsRequestsInAnotherWay(model);
  }

  /** Wraps {@code model}, whose embeddings go into {@code store}; neither is ever closed. */
  public static Builder builder(EmbeddingModel model, ByteStore store) {
    return new Builder(model, store);
  }

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    if (segments.isEmpty()) {
      return Response.from(List.of());
    }
    if (segments.stream().anyMatch(this::isEmbeddedWithMetadata)) {
      return model.embedAll(segments);
    }
    EmbeddingBatch batch =
        batch(
            segments.stream().map(EmbeddingInput::from).toList(), model.defaultRequestParameters());
    batch.found(await(cache.lookupAsync(batch), Map.of()));
    if (batch.isComplete()) {
      return Response.from(batch.embeddings(), new TokenUsage(0, 0, 0));
    }
    List<TextSegment> missing = batch.missing().stream().map(segments::get).toList();
    Response<List<Embedding>> response = Failures.given(model.embedAll(missing), RESPONSE);
    batch.fill(response.content());
    await(cache.storeAsync(batch), false);
    return Response.from(batch.embeddings(), response.tokenUsage(), response.finishReason());
  }

  /** As {@link #embedAll}: some models treat a request in another way than a text segment. */
  @Override
  public Response<Embedding> embed(TextSegment segment) {
    if (isEmbeddedWithMetadata(segment)) {
      return model.embed(segment);
    }
    Response<List<Embedding>> one = embedAll(List.of(segment));
    return Response.from(one.content().get(0), one.tokenUsage(), one.finishReason());
  }

  private boolean isEmbeddedWithMetadata(TextSegment segment) {
    return embeddedMetadata != null && segment.metadata().containsKey(embeddedMetadata);
  }

  @Override
  public EmbeddingResponse embed(EmbeddingRequest request) {
    if (bypassesRequests) {
      return model.embed(request);
    }
    EmbeddingBatch batch = batch(request.inputs(), parameters(request));
    batch.found(await(cache.lookupAsync(batch), Map.of()));
    if (batch.isComplete()) {
      return kept(batch, request);
    }
    EmbeddingResponse response = Failures.given(model.embed(batch.missing(request)), RESPONSE);
    batch.fill(response.embeddings());
    await(cache.storeAsync(batch), false);
    return batch.whole(response);
  }

  @Override
  public EmbeddingResponse doEmbed(EmbeddingRequest request) {
    return embed(request);
  }

  @Override
  public CompletableFuture<EmbeddingResponse> embedAsync(EmbeddingRequest request) {
    if (bypassesRequests) {
      return model.embedAsync(request);
    }
    EmbeddingBatch batch = batch(request.inputs(), parameters(request));
    CompletableFuture<EmbeddingResponse> own = new CompletableFuture<>();
    CompletableFuture<Map<String, Embedding>> lookup = cache.lookupAsync(batch);
    cancelWith(own, lookup);
    Futures.whenDone(
        lookup,
        own,
        (found, cancelled) -> {
          if (own.isDone()) {
            return;
          }
          batch.found(found == null ? Map.of() : found);
          if (batch.isComplete()) {
            own.complete(kept(batch, request));
          } else {
            askAsync(own, batch, request);
          }
        });
    return own;
  }

  @Override
  public CompletableFuture<EmbeddingResponse> doEmbedAsync(EmbeddingRequest request) {
    return embedAsync(request);
  }

  private void askAsync(
      CompletableFuture<EmbeddingResponse> own, EmbeddingBatch batch, EmbeddingRequest request) {
    CompletableFuture<EmbeddingResponse> asked =
        Futures.<EmbeddingResponse>start(
                () -> Failures.given(model.embedAsync(batch.missing(request)), "a future"))
            .toCompletableFuture();
    cancelWith(own, asked);
    Futures.whenDone(
        asked,
        CompletionExecutor.shared(),
        own,
        (given, failure) -> {
          if (failure != null) {
            own.completeExceptionally(failure);
            return;
          }
          EmbeddingResponse response = Failures.given(given, RESPONSE);
          batch.fill(response.embeddings());
          Futures.whenDone(
              cache.storeAsync(batch), own, (kept, none) -> own.complete(batch.whole(response)));
        });
  }

  private static void cancelWith(CompletableFuture<?> own, CompletableFuture<?> step) {
    var unused =
        own.whenComplete(
            (value, failure) -> {
              step.cancel(true); // does nothing if the step is done
            });
  }

  private EmbeddingRequestParameters parameters(EmbeddingRequest request) {
    return model.defaultRequestParameters().overrideWith(request.parameters());
  }

  private EmbeddingBatch batch(List<EmbeddingInput> inputs, EmbeddingRequestParameters parameters) {
    return cache.batch(inputs, parameters, model.modelName());
  }

  private EmbeddingResponse kept(EmbeddingBatch batch, EmbeddingRequest request) {
    String asked = request.modelName();
    return EmbeddingResponse.builder()
        .embeddings(batch.embeddings())
        .metadata(
            EmbeddingResponseMetadata.builder()
                .modelName(asked == null ? model.modelName() : asked)
                .tokenUsage(new TokenUsage(0, 0, 0))
                .build())
        .build();
  }

  /** An interrupt ends the wait only: the model is the one to say what becomes of the call. */
  private static <T extends @Nullable Object> T await(CompletableFuture<T> future, T otherwise) {
    try {
      return Futures.await(future);
    } catch (CancellationException e) { // the thread stays interrupted
      return otherwise;
    }
  }

  @Override
  public int dimension() {
    return model.dimension();
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
    private EmbeddingKeys keys = EmbeddingKeys.SHA256;

    private Builder(EmbeddingModel model, ByteStore store) {
      this.model = Objects.requireNonNull(model, "model");
      this.store = Objects.requireNonNull(store, "store");
    }

    /**
     * What all keys start with, as in Python. It has to tell apart everything that gives other
     * embeddings for the same text: the model, its server, and options that it was built with, such
     * as dimensions. Python finds the entries by the same namespace.
     *
     * <p>Default: the model's name and a hash of the model's configuration, which is read once,
     * when the caching model is built. The configuration can be read of the models of OpenAI,
     * Google AI Gemini, Ollama and Mistral AI, if they have no custom headers and no custom query
     * parameters. For all other models this option is required.
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

    /** How keys follow from texts. Default: {@link EmbeddingKeys#SHA256}. */
    public Builder keys(EmbeddingKeys keys) {
      this.keys = Objects.requireNonNull(keys, "keys");
      return this;
    }

    /**
     * The model.
     *
     * @throws IllegalArgumentException if the configuration of the wrapped model cannot be read and
     *     no namespace is set: two models would share their entries
     */
    public CachingEmbeddingModel build() {
      LangChain4jVersion.requireMinimum();
      return new CachingEmbeddingModel(this, namespace == null ? ownNamespace() : namespace);
    }

    private String ownNamespace() {
      ModelIdentity identity =
          ModelIdentity.of(model, model.defaultRequestParameters(), "namespace");
      return model.modelName() + "-" + identity.text();
    }
  }
}

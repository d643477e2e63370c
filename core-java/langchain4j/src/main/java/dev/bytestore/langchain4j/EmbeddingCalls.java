package dev.bytestore.langchain4j;

import dev.bytestore.internal.CompletionExecutor;
import dev.bytestore.internal.Futures;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponseMetadata;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a caching embedding model: a lookup, a call of the model for what is missing, and a
 * write. The model is called a second time if its embeddings show that the stored ones have another
 * dimension.
 */
final class EmbeddingCalls {

  private static final String RESPONSE = "a response";

  private final EmbeddingModel model;
  private final EmbeddingCache cache;

  /** The name of the metadata that the model embeds with a text; no key contains its value. */
  private final @Nullable String embeddedMetadata;

  private final boolean bypassesRequests;

  EmbeddingCalls(EmbeddingModel model, EmbeddingCache cache) {
    this.model = model;
    this.cache = cache;
    this.embeddedMetadata = ModelConfiguration.embeddedMetadata(model);
    this.bypassesRequests = ModelConfiguration.treatsRequestsInAnotherWay(model);
  }

  Response<List<Embedding>> embedAll(List<TextSegment> segments) {
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
    TokenUsage usage = null;
    FinishReason reason = null;
    while (!batch.isComplete()) {
      List<TextSegment> missing = batch.missing().stream().map(segments::get).toList();
      Response<List<Embedding>> response =
          Failures.requireNonNullFromModel(model.embedAll(missing), RESPONSE);
      batch.fill(response.content());
      usage = TokenUsage.sum(usage, response.tokenUsage());
      reason = response.finishReason();
    }
    await(cache.storeAsync(batch), false);
    return Response.from(batch.embeddings(), usage, reason);
  }

  /**
   * Embeds {@code segment} as {@link #embedAll} does. It does not send a request, because some
   * models embed the text of a request differently.
   */
  Response<Embedding> embed(TextSegment segment) {
    if (isEmbeddedWithMetadata(segment)) {
      return model.embed(segment);
    }
    Response<List<Embedding>> one = embedAll(List.of(segment));
    return Response.from(one.content().get(0), one.tokenUsage(), one.finishReason());
  }

  private boolean isEmbeddedWithMetadata(TextSegment segment) {
    return embeddedMetadata != null && segment.metadata().containsKey(embeddedMetadata);
  }

  EmbeddingResponse embed(EmbeddingRequest request) {
    if (bypassesRequests) {
      return model.embed(request);
    }
    EmbeddingBatch batch = batch(request.inputs(), parameters(request));
    batch.found(await(cache.lookupAsync(batch), Map.of()));
    if (batch.isComplete()) {
      return kept(batch, request);
    }
    while (!batch.isComplete()) {
      batch.fill(Failures.requireNonNullFromModel(model.embed(batch.missing(request)), RESPONSE));
    }
    await(cache.storeAsync(batch), false);
    return batch.whole();
  }

  CompletableFuture<EmbeddingResponse> embedAsync(EmbeddingRequest request) {
    if (bypassesRequests) {
      return model.embedAsync(request);
    }
    EmbeddingBatch batch = batch(request.inputs(), parameters(request));
    CompletableFuture<EmbeddingResponse> own = new CompletableFuture<>();
    CompletableFuture<Map<String, Embedding>> lookup = cache.lookupAsync(batch);
    Futures.whenDoneCancel(own, lookup);
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

  private void askAsync(
      CompletableFuture<EmbeddingResponse> own, EmbeddingBatch batch, EmbeddingRequest request) {
    CompletableFuture<EmbeddingResponse> asked =
        Futures.<EmbeddingResponse>start(
                () ->
                    Failures.requireNonNullFromModel(
                        model.embedAsync(batch.missing(request)), "a future"))
            .toCompletableFuture();
    Futures.whenDoneCancel(own, asked);
    Futures.whenDone(
        asked,
        CompletionExecutor.shared(),
        own,
        (given, failure) -> {
          if (failure != null) {
            own.completeExceptionally(failure);
            return;
          }
          batch.fill(Failures.requireNonNullFromModel(given, RESPONSE));
          if (batch.isComplete()) {
            Futures.whenDone(
                cache.storeAsync(batch), own, (kept, none) -> own.complete(batch.whole()));
          } else if (!own.isDone()) { // At most once: then no stored embeddings are left.
            askAsync(own, batch, request);
          }
        });
  }

  private EmbeddingRequestParameters parameters(EmbeddingRequest request) {
    return model.defaultRequestParameters().overrideWith(request.parameters());
  }

  private EmbeddingBatch batch(List<EmbeddingInput> inputs, EmbeddingRequestParameters parameters) {
    return cache.batch(inputs, parameters);
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

  /** An interrupt only ends the wait: then the model is called, and sees the interrupt. */
  private static <T extends @Nullable Object> T await(CompletableFuture<T> future, T otherwise) {
    try {
      return Futures.await(future);
    } catch (CancellationException e) { // The thread stays interrupted.
      return otherwise;
    }
  }
}

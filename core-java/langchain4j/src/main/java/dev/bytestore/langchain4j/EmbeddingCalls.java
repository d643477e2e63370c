package dev.bytestore.langchain4j;

import dev.bytestore.internal.AsyncLoop;
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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a caching embedding model: a lookup, and for each batch of missing inputs a call of
 * the model and a write. Inputs that were found are sent to the model too if its embeddings show
 * that the stored ones have another dimension.
 */
final class EmbeddingCalls {

  private static final String RESPONSE = "a response";

  private final EmbeddingModel model;
  private final EmbeddingCache cache;
  private final int batchSize;

  /** The name of the metadata that the model embeds with a text; no key contains its value. */
  private final @Nullable String embeddedMetadata;

  private final boolean bypassesRequests;

  /**
   * @param batchSize the maximum number of inputs in one call of the model
   */
  EmbeddingCalls(EmbeddingModel model, EmbeddingCache cache, int batchSize) {
    this.model = model;
    this.cache = cache;
    this.batchSize = batchSize;
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
      List<Integer> positions = batch.missing(batchSize);
      List<TextSegment> missing = positions.stream().map(segments::get).toList();
      Response<List<Embedding>> response =
          Failures.requireNonNullFromModel(model.embedAll(missing), RESPONSE);
      batch.fill(positions, response.content());
      usage = TokenUsage.sum(usage, response.tokenUsage());
      reason = response.finishReason();
      store(batch);
    }
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
      List<Integer> positions = batch.missing(batchSize);
      batch.fill(
          positions,
          Failures.requireNonNullFromModel(model.embed(part(request, positions)), RESPONSE));
      store(batch);
    }
    return batch.whole();
  }

  /**
   * Stores what the model returned. An interrupt ends the wait, but not the write, because the
   * embeddings have been paid for. No further batch is sent, because it could not be waited for.
   */
  private void store(EmbeddingBatch batch) {
    await(cache.storeAsync(batch).copy(), false);
    if (!batch.isComplete() && Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted, so no further batch was sent to the model");
    }
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
    AtomicReference<@Nullable CompletableFuture<?>> inFlight = new AtomicReference<>();
    var unused = own.whenComplete((response, failure) -> cancel(inFlight.get()));
    Futures.whenDone(
        AsyncLoop.whileTrue(() -> askOnceAsync(own, batch, request, inFlight)),
        own,
        (none, failure) -> {
          if (failure != null) {
            own.completeExceptionally(failure);
          } else if (batch.isComplete()) {
            own.complete(batch.whole());
          }
        });
  }

  /** Asks for one batch and stores it; false if no further batch is to be asked for. */
  private CompletionStage<Boolean> askOnceAsync(
      CompletableFuture<EmbeddingResponse> own,
      EmbeddingBatch batch,
      EmbeddingRequest request,
      AtomicReference<@Nullable CompletableFuture<?>> inFlight) {
    if (own.isDone()) {
      return CompletableFuture.completedStage(false);
    }
    List<Integer> positions = batch.missing(batchSize);
    CompletableFuture<EmbeddingResponse> asked =
        Futures.<EmbeddingResponse>start(
                () ->
                    Failures.requireNonNullFromModel(
                        model.embedAsync(part(request, positions)), "a future"))
            .toCompletableFuture();
    inFlight.set(asked);
    if (own.isDone()) { // It may have been cancelled before this future was set.
      cancel(asked);
    }
    CompletableFuture<Boolean> step = new CompletableFuture<>();
    Futures.whenDone(
        asked,
        CompletionExecutor.shared(),
        step,
        (given, failure) -> {
          if (failure != null) {
            step.completeExceptionally(failure);
            return;
          }
          batch.fill(positions, Failures.requireNonNullFromModel(given, RESPONSE));
          Futures.whenDone(
              cache.storeAsync(batch),
              step,
              (stored, cancelled) -> step.complete(!batch.isComplete()));
        });
    return step;
  }

  private static void cancel(@Nullable CompletableFuture<?> future) {
    if (future != null) {
      future.cancel(true);
    }
  }

  private static EmbeddingRequest part(EmbeddingRequest request, List<Integer> positions) {
    return EmbeddingRequest.builder()
        .inputs(positions.stream().map(request.inputs()::get).toList())
        .parameters(request.parameters())
        .build();
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

  /** An interrupt ends only the wait, and cancels {@code future}. The caller can see it. */
  private static <T extends @Nullable Object> T await(CompletableFuture<T> future, T otherwise) {
    try {
      return Futures.await(future);
    } catch (CancellationException e) { // The thread stays interrupted.
      return otherwise;
    }
  }
}

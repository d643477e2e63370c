package dev.bytestore.langchain4j;

import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.CompletionExecutor;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.model.EmbeddingBatch;
import dev.bytestore.internal.model.EmbeddingCache;
import dev.bytestore.internal.model.ModelResults;
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

  private final EmbeddingModel model;
  private final EmbeddingCache cache;
  private final EmbeddingSpaces spaces;
  private final int batchSize;

  /** The name of the metadata that the model embeds with a text; no key contains its value. */
  private final @Nullable String embeddedMetadata;

  private final boolean bypassesRequests;

  /**
   * @param batchSize the maximum number of inputs in one call of the model
   */
  EmbeddingCalls(
      EmbeddingModel model, EmbeddingCache cache, EmbeddingSpaces spaces, int batchSize) {
    this.model = model;
    this.cache = cache;
    this.spaces = spaces;
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
        spaces.batch(
            segments.stream().map(EmbeddingInput::from).toList(), model.defaultRequestParameters());
    if (cache.lookUp(batch)) {
      return Response.from(EmbeddingResponses.embeddings(batch), new TokenUsage(0, 0, 0));
    }
    AtomicReference<@Nullable TokenUsage> usage = new AtomicReference<>();
    AtomicReference<@Nullable FinishReason> reason = new AtomicReference<>();
    cache.ask(
        batch,
        batchSize,
        positions -> {
          List<TextSegment> missing = positions.stream().map(segments::get).toList();
          Response<List<Embedding>> response =
              ModelResults.requireNonNull(model.embedAll(missing), "a response");
          List<float[]> vectors = EmbeddingResponses.vectors(response.content(), positions.size());
          usage.set(TokenUsage.sum(usage.get(), response.tokenUsage()));
          reason.set(response.finishReason());
          return vectors;
        });
    return Response.from(EmbeddingResponses.embeddings(batch), usage.get(), reason.get());
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
    EmbeddingBatch batch = spaces.batch(request.inputs(), parameters(request));
    if (cache.lookUp(batch)) {
      return kept(batch, request);
    }
    EmbeddingResponses responses = new EmbeddingResponses();
    cache.ask(
        batch,
        batchSize,
        positions -> responses.add(model.embed(part(request, positions)), positions.size()));
    return responses.whole(batch);
  }

  CompletableFuture<EmbeddingResponse> embedAsync(EmbeddingRequest request) {
    if (bypassesRequests) {
      return model.embedAsync(request);
    }
    EmbeddingBatch batch = spaces.batch(request.inputs(), parameters(request));
    CompletableFuture<EmbeddingResponse> own = new CompletableFuture<>();
    CompletableFuture<Map<String, float[]>> lookup = cache.lookupAsync(batch);
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
    EmbeddingResponses responses = new EmbeddingResponses();
    AtomicReference<@Nullable CompletableFuture<?>> inFlight = new AtomicReference<>();
    var unused = own.whenComplete((response, failure) -> cancel(inFlight.get()));
    Futures.whenDone(
        AsyncLoop.whileTrue(() -> askOnceAsync(own, batch, request, responses, inFlight)),
        own,
        (none, failure) -> {
          if (failure != null) {
            own.completeExceptionally(failure);
          } else if (batch.isComplete()) {
            own.complete(responses.whole(batch));
          }
        });
  }

  /** Asks for one batch and stores it; false if no further batch is to be asked for. */
  private CompletionStage<Boolean> askOnceAsync(
      CompletableFuture<EmbeddingResponse> own,
      EmbeddingBatch batch,
      EmbeddingRequest request,
      EmbeddingResponses responses,
      AtomicReference<@Nullable CompletableFuture<?>> inFlight) {
    if (own.isDone()) {
      return CompletableFuture.completedStage(false);
    }
    List<Integer> positions = batch.missing(batchSize);
    CompletableFuture<EmbeddingResponse> asked =
        Futures.<EmbeddingResponse>start(
                () ->
                    ModelResults.requireNonNull(
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
          batch.fill(positions, responses.add(given, positions.size()));
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

  private EmbeddingResponse kept(EmbeddingBatch batch, EmbeddingRequest request) {
    String asked = request.modelName();
    return EmbeddingResponse.builder()
        .embeddings(EmbeddingResponses.embeddings(batch))
        .metadata(
            EmbeddingResponseMetadata.builder()
                .modelName(asked == null ? model.modelName() : asked)
                .tokenUsage(new TokenUsage(0, 0, 0))
                .build())
        .build();
  }
}

package dev.bytestore.internal.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Collects a response, stops reading if it gets too long, and completes the future of the answer.
 * It does not leave that to the future of the client, which needs a thread of the common pool: the
 * application may block all of these.
 */
final class BoundedBody implements BodySubscriber<BoundedResponse> {

  private final ResponseInfo info;
  private final int limit;
  private final CompletableFuture<BoundedResponse> answer;
  private final CompletableFuture<BoundedResponse> body = new CompletableFuture<>();
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private @Nullable Subscription subscription;

  private BoundedBody(ResponseInfo info, int limit, CompletableFuture<BoundedResponse> answer) {
    this.info = info;
    this.limit = limit;
    this.answer = answer;
  }

  /** Reads at most {@code limit} bytes and completes {@code answer} on a thread of the client. */
  static BodyHandler<BoundedResponse> ofAtMost(
      int limit, CompletableFuture<BoundedResponse> answer) {
    return info -> new BoundedBody(info, limit, answer);
  }

  @Override
  public CompletionStage<BoundedResponse> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        if (body.isDone()) {
          return;
        }
        if (buffer.remaining() > limit - collected.size()) {
          complete(null);
          stopReading();
          return;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        collected.writeBytes(bytes);
      }
    } catch (Throwable e) { // such as an OutOfMemoryError: a caller waits for the outcome
      onError(e);
      stopReading();
    }
  }

  private void stopReading() {
    collected.reset();
    if (subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
    answer.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    if (body.isDone()) {
      return;
    }
    try {
      complete(collected.toByteArray());
    } catch (Throwable e) { // such as an OutOfMemoryError: a caller waits for the outcome
      onError(e);
    }
  }

  private void complete(byte @Nullable [] bytes) {
    BoundedResponse received = new BoundedResponse(info.statusCode(), info.headers(), bytes);
    body.complete(received);
    answer.complete(received);
  }
}

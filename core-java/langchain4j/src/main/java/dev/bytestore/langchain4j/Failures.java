package dev.bytestore.langchain4j;

import dev.bytestore.internal.UserCode;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes on failures that would otherwise be lost in a future that nobody holds. */
final class Failures {

  private Failures() {}

  /** Returns a new future. If it fails, {@code onError} is called with the failure. */
  static CompletableFuture<@Nullable Void> futureReportingTo(Consumer<Throwable> onError) {
    CompletableFuture<@Nullable Void> own = new CompletableFuture<>();
    var unused =
        own.whenComplete(
            (none, failure) -> {
              if (failure != null) {
                onError.accept(failure);
              }
            });
    return own;
  }

  /** Calls {@code onError} of {@code handler}. If that throws, it is logged, as in models. */
  static void tell(StreamingChatResponseHandler handler, Throwable failure) {
    UserCode.run("onError of a StreamingChatResponseHandler", () -> handler.onError(failure));
  }
}

package dev.bytestore.langchain4j;

import dev.bytestore.internal.UserCode;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where failures end up that would otherwise die in a future which nobody has. */
final class Failures {

  private Failures() {}

  /** A future whose failure is told to {@code onError}. */
  static CompletableFuture<@Nullable Void> toldTo(Consumer<Throwable> onError) {
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

  /** Tells {@code handler} of {@code failure}; what it throws then is logged, as models do. */
  static void tell(StreamingChatResponseHandler handler, Throwable failure) {
    UserCode.run("onError of a StreamingChatResponseHandler", () -> handler.onError(failure));
  }

  /**
   * What a model gave.
   *
   * @param what the model should have given
   * @throws IllegalStateException if {@code value} is null
   */
  static <T> T given(@Nullable T value, String what) {
    if (value == null) {
      throw new IllegalStateException("the model returned null instead of " + what);
    }
    return value;
  }
}

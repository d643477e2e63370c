package dev.bytestore.langchain4j;

import dev.bytestore.internal.UserCode;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on failures that would otherwise be lost in a future that nobody holds, and refuses
 * results of user code that are not complete.
 */
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

  /**
   * Returns {@code value}, which a model returned.
   *
   * @param what the name of the value in the message, such as "a response"
   * @throws IllegalStateException if {@code value} is null
   */
  static <T> T requireNonNullFromModel(@Nullable T value, String what) {
    return requireNonNullFrom("the model", value, what);
  }

  /**
   * Returns a copy of {@code given}, which a model returned for {@code inputs} inputs.
   *
   * @throws IllegalStateException if {@code given} or one of its elements is null, or if it has
   *     more or fewer elements than there are inputs
   */
  static List<Embedding> requireEmbeddings(@Nullable List<Embedding> given, int inputs) {
    List<Embedding> embeddings = requireNonNullFromModel(given, "a list of embeddings");
    if (embeddings.size() != inputs) {
      throw new IllegalStateException(
          "the model returned %d embeddings for %d inputs".formatted(embeddings.size(), inputs));
    }
    return embeddings.stream()
        .map(embedding -> requireNonNullFromModel(embedding, "an embedding"))
        .toList();
  }

  /** As {@link #requireNonNullFromModel}, for a value that {@code who} returned. */
  static <T> T requireNonNullFrom(String who, @Nullable T value, String what) {
    if (value == null) {
      throw new IllegalStateException(who + " returned null instead of " + what);
    }
    return value;
  }
}

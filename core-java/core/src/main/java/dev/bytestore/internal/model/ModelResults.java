package dev.bytestore.internal.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses results of user code that are missing or not complete. */
public final class ModelResults {

  private ModelResults() {}

  /**
   * Returns {@code value}, which a model returned.
   *
   * @param what the name of the value in the message, such as "a response"
   * @throws IllegalStateException if {@code value} is null
   */
  public static <T> T requireNonNull(@Nullable T value, String what) {
    return requireNonNullFrom("the model", value, what);
  }

  /**
   * Returns {@code given}, which a model returned for {@code inputs} inputs.
   *
   * @throws IllegalStateException if {@code given} or one of its elements is null, or if it has
   *     more or fewer elements than there are inputs
   */
  public static <T> List<T> requireEmbeddings(
      @Nullable List<? extends @Nullable T> given, int inputs) {
    List<? extends @Nullable T> embeddings = requireNonNull(given, "a list of embeddings");
    if (embeddings.size() != inputs) {
      throw new IllegalStateException(
          "the model returned %d embeddings for %d inputs".formatted(embeddings.size(), inputs));
    }
    List<T> copy = new ArrayList<>(inputs);
    for (T embedding : embeddings) {
      copy.add(requireNonNull(embedding, "an embedding"));
    }
    return copy;
  }

  /** As {@link #requireNonNull}, for a value that {@code who} returned. */
  public static <T> T requireNonNullFrom(String who, @Nullable T value, String what) {
    if (value == null) {
      throw new IllegalStateException(who + " returned null instead of " + what);
    }
    return value;
  }
}

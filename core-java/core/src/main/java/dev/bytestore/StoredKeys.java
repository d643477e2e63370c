package dev.bytestore;

import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.Futures;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one call of a {@link TypedStore}, as its caller knows them and as they are stored.
 */
final class StoredKeys {

  private final @Nullable UnaryOperator<String> encoder;
  private final String argument;
  private final Map<String, String> givenByStored = new HashMap<>();
  private int position;

  /**
   * @param argument the name of the argument that has the keys, for messages
   */
  StoredKeys(@Nullable UnaryOperator<String> encoder, String argument) {
    this.encoder = encoder;
    this.argument = argument;
  }

  /** Checks the next key of the argument, and returns the key under which it is stored. */
  String next(String key) {
    String stored = encoded(key);
    position++;
    return stored;
  }

  /** As {@link #next}, but refuses a key that is stored under the same key as another one. */
  String nextDistinct(String key) {
    String stored = encoded(key);
    if (encoder != null && !key.equals(givenByStored.getOrDefault(stored, key))) {
      throw new IllegalArgumentException(
          "%s: the key at position %d is stored under the same key as another one"
              .formatted(argument, position));
    }
    if (encoder != null) {
      givenByStored.put(stored, key);
    }
    position++;
    return stored;
  }

  private String encoded(String key) {
    Arguments.key(key, argument, position);
    if (encoder == null) {
      return key;
    }
    String stored = encoder.apply(key);
    Arguments.key(stored, argument + ", after the key encoder", position);
    return stored;
  }

  /** Returns the future of a write or deletion, with the caller's keys in its failure. */
  CompletableFuture<Void> named(CompletableFuture<Void> theirs) {
    if (encoder == null) {
      return theirs;
    }
    CompletableFuture<Void> own = new CompletableFuture<>();
    Futures.whenDone(
        theirs,
        own,
        (done, failure) -> {
          if (failure instanceof PartialWriteException partial) {
            own.completeExceptionally(partial.withKeys(givenByStored));
          } else if (failure != null) {
            own.completeExceptionally(failure);
          } else {
            own.complete(null);
          }
        });
    Futures.whenDoneCancel(own, theirs);
    return own;
  }
}

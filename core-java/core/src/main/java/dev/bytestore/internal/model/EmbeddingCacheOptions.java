package dev.bytestore.internal.model;

import dev.bytestore.ByteStore;
import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.internal.Arguments;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The options that all caching embedding models have in common. The builders of the models document
 * them.
 */
public final class EmbeddingCacheOptions {

  private final ByteStore store;
  private @Nullable String namespace;
  private @Nullable Duration ttl;
  private EmbeddingKeyEncoder keyEncoder = EmbeddingKeyEncoder.SHA256;
  private int batchSize = Integer.MAX_VALUE;

  public EmbeddingCacheOptions(ByteStore store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  public void namespace(String namespace) {
    this.namespace = Objects.requireNonNull(namespace, "namespace");
  }

  public void ttl(Duration ttl) {
    Arguments.ttlSeconds(ttl);
    this.ttl = ttl;
  }

  public void keyEncoder(EmbeddingKeyEncoder keyEncoder) {
    Objects.requireNonNull(keyEncoder, "keyEncoder");
    if (isHash(keyEncoder)) {
      var unused = keyEncoder.encode(""); // throws if its algorithm is missing
    }
    this.keyEncoder = keyEncoder;
  }

  public void batchSize(int batchSize) {
    this.batchSize = Arguments.positive(batchSize, "batchSize");
  }

  /** The maximum number of texts in one call of the model. */
  public int batchSize() {
    return batchSize;
  }

  /** Returns a cache with these options. */
  public EmbeddingCache cache() {
    return new EmbeddingCache(store, keyEncoder, ttl);
  }

  /**
   * Returns the prefix of all keys.
   *
   * @param ownNamespace returns the namespace of the model if the user set none, or throws
   * @throws IllegalArgumentException if a namespace and a key encoder of the user are set
   */
  public String keyPrefix(Supplier<String> ownNamespace) {
    if (isHash(keyEncoder)) {
      return namespace == null ? ownNamespace.get() : namespace;
    }
    if (namespace != null && !namespace.isEmpty()) {
      throw new IllegalArgumentException(
          "namespace: must not be set together with a keyEncoder of your own; add the prefix to"
              + " the keys that it returns");
    }
    return "";
  }

  private static boolean isHash(EmbeddingKeyEncoder encoder) {
    return encoder == EmbeddingKeyEncoder.SHA1
        || encoder == EmbeddingKeyEncoder.SHA256
        || encoder == EmbeddingKeyEncoder.SHA512
        || encoder == EmbeddingKeyEncoder.BLAKE2B;
  }
}

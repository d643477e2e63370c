package dev.bytestore.internal.model;

import org.jspecify.annotations.Nullable;

/**
 * The embeddings that one model returns for one set of parameters. They can be compared with each
 * other and have the same dimension.
 *
 * @param keyPrefix the prefix of their keys, before the encoded text
 * @param dimension the number of elements of each embedding; null if it is not known
 */
public record EmbeddingSpace(String keyPrefix, @Nullable Integer dimension) {}

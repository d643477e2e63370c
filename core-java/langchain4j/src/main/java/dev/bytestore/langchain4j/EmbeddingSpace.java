package dev.bytestore.langchain4j;

import org.jspecify.annotations.Nullable;

/**
 * The embeddings that one model returns for one set of parameters: they can be compared with each
 * other, and have the same dimension.
 *
 * @param keyPrefix what their keys start with, before the encoded text
 * @param dimension how many numbers each embedding has; null if that is not known
 */
record EmbeddingSpace(String keyPrefix, @Nullable Integer dimension) {}

package dev.bytestore.langchain4j;

import org.jspecify.annotations.Nullable;

/**
 * Embeddings that one model makes with one set of parameters.
 *
 * @param prefix what their keys start with, before the hash of the text
 * @param dimension how many numbers they have; null if that is not known
 */
record EmbeddingKind(String prefix, @Nullable Integer dimension) {}

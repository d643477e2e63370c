/**
 * Caches for the chat, streaming and embedding models of LangChain4j. A caching model wraps another
 * model, and calls it only for requests whose response is not in the cache. {@link
 * dev.bytestore.langchain4j.ParentDocumentRetriever} searches small chunks and returns the
 * documents that they come from.
 *
 * <p>{@code dev.langchain4j:langchain4j-core} 1.20.0 or newer is required. With an older version,
 * each {@code build()} throws an {@link IllegalStateException} that names both versions. {@link
 * dev.bytestore.EmbeddingKeyEncoder#BLAKE2B} also needs {@code org.bouncycastle:bcprov-jdk18on}, an
 * optional dependency.
 */
@NullMarked
package dev.bytestore.langchain4j;

import org.jspecify.annotations.NullMarked;

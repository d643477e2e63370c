/**
 * Caches for the models of LangChain4j: wrap a model, and what was asked before is not asked again.
 *
 * <p>{@code dev.langchain4j:langchain4j-core} is an optional dependency, and only this package uses
 * it: applications that do not use these classes do not need it. Those that do need 1.20.0 or
 * newer; with an older version each {@code build()} throws an {@link IllegalStateException} that
 * names both versions. {@link dev.bytestore.langchain4j.EmbeddingKeyEncoder#BLAKE2B} also needs
 * {@code org.bouncycastle:bcprov-jdk18on}, another optional dependency.
 */
@NullMarked
package dev.bytestore.langchain4j;

import org.jspecify.annotations.NullMarked;

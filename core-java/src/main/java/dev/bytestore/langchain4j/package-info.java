/**
 * Caches for the models of LangChain4j: wrap a model, and what was asked before is not asked again.
 *
 * <p>{@code dev.langchain4j:langchain4j-core} is an optional dependency, and only this package uses
 * it: whoever does not use these classes does not need it.
 */
@NullMarked
package dev.bytestore.langchain4j;

import org.jspecify.annotations.NullMarked;

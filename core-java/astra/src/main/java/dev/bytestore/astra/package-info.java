/**
 * Byte stores and LLM caches in Astra DB, and in whatever else speaks its Data API (DataStax HCD
 * and DSE, Stargate), in the collections of LangChain's Python classes.
 *
 * <p>Errors: every failure to get a good answer is a {@link dev.bytestore.astra.DataApiException},
 * except that a write which succeeded in part fails with a {@link
 * dev.bytestore.PartialWriteException} with that as its cause. A collection or a document that is
 * another program's is an {@link java.lang.IllegalStateException}; what a supplier of tokens throws
 * comes up as it is.
 */
@NullMarked
package dev.bytestore.astra;

import org.jspecify.annotations.NullMarked;

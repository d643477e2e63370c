/**
 * Byte stores and LLM caches in Astra DB, and on other servers with a Data API: DataStax HCD, DSE,
 * and Apache Cassandra with Stargate. They use the same collections as LangChain's Python classes.
 *
 * <p>A call fails with one of these exceptions:
 *
 * <ul>
 *   <li>{@link dev.bytestore.astra.DataApiException} if the server refuses a command, if its
 *       response is incomplete or contradicts itself, or if no response arrives in time.
 *   <li>{@link dev.bytestore.PartialWriteException} if a write or deletion succeeded in part. Its
 *       cause is the first failure.
 *   <li>{@link java.lang.IllegalStateException} if a collection has options that the store cannot
 *       use, or if a document has a value that no byte store wrote.
 *   <li>The exception of your token supplier, unchanged, if it throws one.
 * </ul>
 */
@NullMarked
package dev.bytestore.astra;

import org.jspecify.annotations.NullMarked;

/**
 * Byte stores and LLM caches in Apache Cassandra and what speaks its protocol, in the tables of
 * LangChain's Python classes, and the connections they are on.
 *
 * <p>Errors: the driver's exceptions come up as they are, except that a write which succeeded in
 * part fails with a {@link dev.bytestore.PartialWriteException} with the driver's as its cause.
 */
@NullMarked
package dev.bytestore.cassandra;

import org.jspecify.annotations.NullMarked;

/**
 * Byte stores and LLM caches in Apache Cassandra and databases that speak its protocol, such as
 * Astra DB. They use the same tables as LangChain's Python classes.
 *
 * <p>Errors: the driver's exceptions reach the caller unchanged. The one difference: a write or a
 * delete that succeeded in part fails with a {@link dev.bytestore.PartialWriteException}, whose
 * cause is the driver's exception.
 */
@NullMarked
package dev.bytestore.cassandra;

import org.jspecify.annotations.NullMarked;

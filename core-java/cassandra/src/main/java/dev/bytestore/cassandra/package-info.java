/**
 * Byte stores and LLM caches in Apache Cassandra and databases that speak its protocol, such as
 * Astra DB. They use the same tables as LangChain's Python classes.
 *
 * <p>A call fails with one of these exceptions:
 *
 * <ul>
 *   <li>the driver's own exception, unchanged
 *   <li>a {@link dev.bytestore.PartialWriteException} if a write or deletion succeeded in part. Its
 *       cause is the driver's exception.
 *   <li>an {@link java.lang.IllegalStateException} if the table exists with other columns
 *   <li>an {@link java.lang.UnsupportedOperationException} from a listing if the partitioner is not
 *       Murmur3
 * </ul>
 */
@NullMarked
package dev.bytestore.cassandra;

import org.jspecify.annotations.NullMarked;

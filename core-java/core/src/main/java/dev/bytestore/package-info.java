/**
 * Byte stores that share their data with LangChain's Python classes: the contract, its blocking
 * view, and the in-memory reference.
 *
 * <p>A method that returns a future ends in {@code Async}; the bare names belong to the views that
 * hand over the value itself. Arguments are never null and results hold no null, except where the
 * type says {@code @Nullable}.
 *
 * <p>Errors: a bad argument is thrown by the call itself, before anything is sent. Everything else
 * comes out of the future, and it is the backend's own exception, or a {@link
 * dev.bytestore.PartialWriteException} with the backend's as its cause.
 */
@NullMarked
package dev.bytestore;

import org.jspecify.annotations.NullMarked;

/**
 * Byte stores and LLM caches that share their data with LangChain's Python classes: the interfaces,
 * their blocking views, the in-memory implementations, and the classes that an LLM cache stores.
 * Start with {@link dev.bytestore.ByteStore} or {@link dev.bytestore.LlmCache}.
 *
 * <p>Names of methods that return a future end in {@code Async}. The blocking views have methods
 * with the same names without {@code Async}, which return the value itself. No argument may be
 * null, and no result is or contains null, except where the type says {@code @Nullable}.
 *
 * <p>Errors: if an argument is bad, a method throws before anything is sent: a {@link
 * NullPointerException} for a null, and an {@link IllegalArgumentException} for anything else.
 * Every other failure completes the future. It is the exception of the backend (the driver or the
 * Data API), or a {@link dev.bytestore.PartialWriteException} whose cause is that exception.
 */
@NullMarked
package dev.bytestore;

import org.jspecify.annotations.NullMarked;

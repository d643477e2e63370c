/** Reads and writes entries of LLM caches. Not API: may change in any release. */
@NullMarked
package dev.bytestore.internal.cache;

import org.jspecify.annotations.NullMarked;

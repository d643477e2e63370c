/** What an entry of an LLM cache looks like. Not API: may change in any release. */
@NullMarked
package dev.bytestore.internal.cache;

import org.jspecify.annotations.NullMarked;

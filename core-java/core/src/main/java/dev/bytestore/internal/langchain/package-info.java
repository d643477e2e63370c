/** Reads and writes LangChain's Python objects as JSON. Not API: may change in any release. */
@NullMarked
package dev.bytestore.internal.langchain;

import org.jspecify.annotations.NullMarked;

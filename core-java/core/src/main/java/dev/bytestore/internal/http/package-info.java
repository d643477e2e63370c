/** HTTP with limits on time and memory. Not API: may change in any release. */
@NullMarked
package dev.bytestore.internal.http;

import org.jspecify.annotations.NullMarked;

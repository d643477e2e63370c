/** Reads and writes JSON as Python does. Not API: may change in any release. */
@NullMarked
package dev.bytestore.internal.json;

import org.jspecify.annotations.NullMarked;

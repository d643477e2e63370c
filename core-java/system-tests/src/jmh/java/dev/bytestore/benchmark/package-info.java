/** What the store is measured against, and the report of it. */
@NullMarked
package dev.bytestore.benchmark;

import org.jspecify.annotations.NullMarked;

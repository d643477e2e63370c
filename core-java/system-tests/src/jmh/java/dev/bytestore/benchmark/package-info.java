/** Compares the speed and memory of the store with other ways, and reports the results. */
@NullMarked
package dev.bytestore.benchmark;

import org.jspecify.annotations.NullMarked;

/** Starts real Cassandra servers as child processes, for tests and experiments. */
@NullMarked
package dev.bytestore.embedded;

import org.jspecify.annotations.NullMarked;

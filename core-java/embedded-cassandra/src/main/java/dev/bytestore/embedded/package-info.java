/** A real Cassandra server in a child process, for tests and for trying things out. */
@NullMarked
package dev.bytestore.embedded;

import org.jspecify.annotations.NullMarked;

/** What the tests of all modules share: the contract suites and a real Cassandra. */
@NullMarked
package dev.bytestore.testing;

import org.jspecify.annotations.NullMarked;

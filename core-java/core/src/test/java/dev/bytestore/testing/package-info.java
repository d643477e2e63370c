/** What the tests of all modules share: the contract suites and a real Cassandra. */
package dev.bytestore.testing;

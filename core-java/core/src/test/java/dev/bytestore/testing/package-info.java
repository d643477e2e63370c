/** Contract suites and helpers that the tests of all modules share. */
package dev.bytestore.testing;

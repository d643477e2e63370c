/** A proxy that makes a real Cassandra follow the documented rules of other servers. */
package dev.bytestore.testing.rules;

/**
 * Suspend functions and a {@code Flow} for byte stores and LLM caches. The Cassandra and the Astra
 * DB modules are optional: add those that you use.
 */
module dev.bytestore.kotlin {
  requires static dev.bytestore.astra;
  requires static dev.bytestore.cassandra;
  requires transitive dev.bytestore.core;
  requires transitive kotlin.stdlib;
  requires transitive kotlinx.coroutines.core;

  exports dev.bytestore.kotlin;
}

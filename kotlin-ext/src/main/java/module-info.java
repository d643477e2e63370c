/** Suspend functions and {@code Flow} for byte stores and LLM caches; each backend is optional. */
module dev.bytestore.kotlin {
  requires static dev.bytestore.astra;
  requires static dev.bytestore.cassandra;
  requires transitive dev.bytestore.core;
  requires transitive kotlin.stdlib;
  requires transitive kotlinx.coroutines.core;

  exports dev.bytestore.kotlin;
}

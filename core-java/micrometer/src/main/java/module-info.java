/** Metrics and traces of byte stores and LLM caches, with Micrometer. */
@SuppressWarnings("requires-transitive-automatic") // Micrometer has no module descriptors.
module dev.bytestore.micrometer {
  requires static org.jspecify;
  requires transitive dev.bytestore.core;
  requires transitive micrometer.core;
  requires transitive micrometer.observation;

  exports dev.bytestore.micrometer;
}

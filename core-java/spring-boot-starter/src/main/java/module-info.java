/**
 * Auto-configuration of byte stores and LLM caches for Spring Boot.
 *
 * <p>Spring's jars are automatic modules whose manifests name them. The driver's module name is
 * derived from its file name.
 */
@SuppressWarnings("requires-transitive-automatic") // Spring Boot has no other module name.
module dev.bytestore.spring.boot {
  requires java.driver.core;
  requires spring.beans;
  requires spring.context;
  requires spring.core;
  requires static dev.bytestore.micrometer;
  requires static micrometer.core;
  requires static micrometer.observation;
  requires static org.jspecify;
  requires static spring.boot.actuator;
  requires static spring.boot.health;
  requires transitive dev.bytestore.astra;
  requires transitive dev.bytestore.cassandra;
  requires transitive dev.bytestore.core;
  requires transitive spring.boot;
  requires transitive spring.boot.autoconfigure;

  exports dev.bytestore.spring.boot;

  // Spring creates the beans and binds the properties by reflection.
  opens dev.bytestore.spring.boot;
}

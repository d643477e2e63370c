/**
 * Byte stores and LLM caches in Apache Cassandra, and in Astra DB over CQL.
 *
 * <p>The driver has no module descriptor. Its name is taken from its file, {@code
 * java-driver-core-4.….jar}, and is the same for both of its groups on Maven Central. It needs
 * Jackson's databind and SLF4J, but cannot say so, so this module requires them for it.
 */
@SuppressWarnings("requires-transitive-automatic") // there is no other name for the driver
module dev.bytestore.cassandra {
  requires com.fasterxml.jackson.databind;
  requires java.net.http;
  requires org.slf4j;
  requires static org.jspecify;
  requires transitive dev.bytestore.core;
  requires transitive java.driver.core;

  exports dev.bytestore.cassandra;
}

/**
 * Byte stores and LLM caches in Apache Cassandra, and in Astra DB over CQL.
 *
 * <p>The driver has no module descriptor. Java derives its module name from its file name, {@code
 * java-driver-core-4.….jar}, which is the same for both of its Maven coordinates. The driver needs
 * Jackson's databind and SLF4J but cannot declare that, so this module requires them.
 */
@SuppressWarnings("requires-transitive-automatic") // the driver has no other module name
module dev.bytestore.cassandra {
  requires com.fasterxml.jackson.databind;
  requires java.net.http;
  requires org.slf4j;
  requires static org.jspecify;
  requires transitive dev.bytestore.core;
  requires transitive java.driver.core;

  exports dev.bytestore.cassandra;
}

/** Byte stores and LLM caches in Astra DB and on other servers with a Data API. */
module dev.bytestore.astra {
  requires com.fasterxml.jackson.core;
  requires org.slf4j;
  requires static org.jspecify;
  requires transitive dev.bytestore.core;
  requires transitive java.net.http;

  exports dev.bytestore.astra;
}

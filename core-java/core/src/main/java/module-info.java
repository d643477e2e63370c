/**
 * Byte stores and LLM caches that share their data with LangChain's Python classes: the interfaces,
 * the in-memory implementations, and the keys of Python's LLM caches.
 *
 * <p>The package {@code internal} and its subpackages are exported only to the other modules of
 * this project. They are not API.
 */
@SuppressWarnings("module") // the other modules are compiled after this one
module dev.bytestore.core {
  requires com.fasterxml.jackson.core;
  requires java.net.http;
  requires org.slf4j;
  requires static org.bouncycastle.provider;
  requires static transitive org.jspecify;

  exports dev.bytestore;
  exports dev.bytestore.internal to
      dev.bytestore.astra,
      dev.bytestore.cassandra,
      dev.bytestore.koog,
      dev.bytestore.langchain4j,
      dev.bytestore.spring.ai;
  exports dev.bytestore.internal.cache to
      dev.bytestore.astra,
      dev.bytestore.cassandra;
  exports dev.bytestore.internal.http to
      dev.bytestore.astra,
      dev.bytestore.cassandra;
  exports dev.bytestore.internal.json to
      dev.bytestore.astra,
      dev.bytestore.cassandra,
      dev.bytestore.koog,
      dev.bytestore.langchain4j,
      dev.bytestore.spring.ai;
  exports dev.bytestore.internal.model to
      dev.bytestore.koog,
      dev.bytestore.langchain4j,
      dev.bytestore.spring.ai;
  exports dev.bytestore.internal.store to
      dev.bytestore.astra,
      dev.bytestore.cassandra;
}

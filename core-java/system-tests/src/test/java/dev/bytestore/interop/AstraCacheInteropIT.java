package dev.bytestore.interop;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bytestore.LlmCache;
import dev.bytestore.astra.AstraDbLlmCache;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.testing.dataapi.DataApiServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Our cache and Python's {@code AstraDBCache} share a collection of the stand-in. */
class AstraCacheInteropIT extends SharedCacheContract {

  private static final String COLLECTION = "langchain_astradb_cache";

  private static DataApiServer server;

  @BeforeAll
  static void startServer() {
    server = DataApiServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  LlmCache javaCache() {
    return AstraDbLlmCache.builder(SharedDataApi.connection(server)).build();
  }

  @Override
  String pythonCache() {
    return PythonPeer.shared()
        .make("AstraDBCache", "SYNC", SharedDataApi.collection(server, COLLECTION));
  }

  @Override
  String stored(String prompt) {
    return server
        .documents(COLLECTION)
        .get(CacheKey.of(prompt, "llm").documentId())
        .get("body_blob")
        .textValue();
  }

  @Override
  void store(String prompt, String text) {
    server.put(
        COLLECTION,
        JsonNodeFactory.instance
            .objectNode()
            .put("_id", CacheKey.of(prompt, "llm").documentId())
            .put("body_blob", text)
            .toString());
  }

  @Override
  int entries() {
    return server.documents(COLLECTION).size();
  }
}

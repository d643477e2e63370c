package dev.bytestore.interop;

import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Our store and Python's {@code AstraDBByteStore} share a collection of the stand-in, with Astra
 * DB's paths.
 */
class AstraStoreInteropIT extends SharedStoreContract {

  private static DataApiServer server;

  @BeforeAll
  static void startServer() {
    server = DataApiServer.builder().basePath("/api/json/v1").pageSize(20).start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  SharedStore javaStore() {
    return SharedStore.ofJava(
        AstraDbByteStore.builder(SharedDataApi.connection(server)).collection("shared").build());
  }

  @Override
  SharedStore pythonStore(boolean async) {
    PythonPeer peer = PythonPeer.shared();
    String name = peer.make("AstraDBByteStore", "SYNC", SharedDataApi.collection(server, "shared"));
    return SharedStore.ofPython(peer, name, async);
  }

  @Override
  void empty() {
    AstraDbByteStore store =
        AstraDbByteStore.builder(SharedDataApi.connection(server)).collection("shared").build();
    List<String> keys = store.blocking().yieldKeys().toList();
    store.blocking().mdelete(keys);
  }

  @Override
  int longestKey() {
    return 8_000;
  }

  @Override
  int largeValue() {
    return 2_900_000;
  }

  @Override
  int mostKeys() {
    return 100;
  }
}

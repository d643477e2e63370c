package dev.bytestore.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bytestore.BlockingTypedStore;
import dev.bytestore.ByteStore;
import dev.bytestore.Document;
import dev.bytestore.DocumentStore;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our document store and Python's share a collection of the stand-in, with Astra DB's paths. */
class AstraDocumentInteropIT extends SharedDocumentContract {

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
  ByteStore javaStore() {
    return AstraDbByteStore.builder(SharedDataApi.connection(server))
        .collection("documents")
        .build();
  }

  @Override
  String pythonStore() {
    return PythonPeer.shared()
        .make("AstraDBByteStore", "SYNC", SharedDataApi.collection(server, "documents"));
  }

  @Override
  int largePage(int escaped) {
    return 2_999_000 / escaped; // 4,000,000 characters of Base64
  }

  @Test
  void aPageThatIsTooLargeAsEscapedTextIsRefusedByBoth() {
    BlockingTypedStore<Document> java = DocumentStore.of(javaStore()).blocking();
    SharedDocuments python = SharedDocuments.over(PythonPeer.shared(), pythonStore(), null, false);
    Map<String, Document> documents = Map.of("key", Document.of("ж".repeat(500_000)));

    assertThatIllegalArgumentException().isThrownBy(() -> java.mset(documents));
    assertThat(raised(() -> python.mset(documents)).type()).isNotEmpty();
    assertThat(java.yieldKeys()).isEmpty();
  }
}

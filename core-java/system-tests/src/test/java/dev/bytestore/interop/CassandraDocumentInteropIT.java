package dev.bytestore.interop;

import dev.bytestore.ByteStore;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.testing.TestCassandra;
import java.util.Map;

/** Our document store and Python's share a table of a real Cassandra. */
class CassandraDocumentInteropIT extends SharedDocumentContract {

  private static final String KEYSPACE = TestCassandra.newKeyspace();

  @Override
  ByteStore javaStore() {
    return CassandraByteStore.builder(TestCassandra.session())
        .keyspace(KEYSPACE)
        .table("documents")
        .build();
  }

  @Override
  String pythonStore() {
    return PythonPeer.shared()
        .make("CassandraByteStore", "SYNC", Map.of("keyspace", KEYSPACE, "table", "documents"));
  }

  @Override
  int largePage(int escaped) {
    return Integer.MAX_VALUE; // a value may have 16 MB, and no page of the tests has more
  }
}

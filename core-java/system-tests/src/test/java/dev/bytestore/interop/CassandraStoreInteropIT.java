package dev.bytestore.interop;

import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.testing.TestCassandra;
import java.util.Map;

/** Our store and Python's {@code CassandraByteStore} share a table of a real Cassandra. */
class CassandraStoreInteropIT extends SharedStoreContract {

  private static final String KEYSPACE = TestCassandra.newKeyspace();

  @Override
  SharedStore javaStore() {
    return SharedStore.ofJava(
        CassandraByteStore.builder(TestCassandra.session())
            .keyspace(KEYSPACE)
            .table("shared")
            .build());
  }

  @Override
  SharedStore pythonStore(boolean async) {
    PythonPeer peer = PythonPeer.shared();
    String name =
        peer.make("CassandraByteStore", "SYNC", Map.of("keyspace", KEYSPACE, "table", "shared"));
    return SharedStore.ofPython(peer, name, async);
  }

  @Override
  void empty() {
    TestCassandra.session().execute("TRUNCATE %s.shared".formatted(KEYSPACE));
  }

  @Override
  int longestKey() {
    return 65_535;
  }

  @Override
  int largeValue() {
    return 8 << 20;
  }

  @Override
  int mostKeys() {
    return 6_000; // more than one page in Python, which has 5,000
  }
}

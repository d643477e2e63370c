package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A caller may wait for a call on the only thread of the store's executor. */
class OnlyThreadIT {

  @Test
  void theOnlyThreadOfAnExecutorMayWaitForEveryBlockingCall() throws Exception {
    ExecutorService only = Executors.newSingleThreadExecutor();
    try {
      only.submit(() -> useOn(only)).get(120, TimeUnit.SECONDS);
    } finally {
      only.shutdownNow();
    }
  }

  private static Void useOn(ExecutorService only) {
    CassandraServer server = TestCassandra.server();
    CassandraConnection.Builder builder =
        CassandraConnection.builder()
            .executor(only)
            .keyspace(TestCassandra.newKeyspace())
            .configLoader(TestCassandra.patience())
            .contactPoints(
                server.contactPoints().stream()
                    .map(point -> point.getHostString() + ":" + point.getPort())
                    .toList());
    server.credentials().ifPresent(c -> builder.credentials(c.username(), c.password()));
    CassandraConnection connection = builder.connect();
    try (connection) {
      BlockingByteStore store =
          CassandraByteStore.builder(connection).table("pages").executor(only).build().blocking();
      store.mset(Map.of("a", new byte[] {1}, "b", new byte[] {2}));
      assertThat(store.mget(List.of("a"))).containsExactly(new byte[] {1});
      assertThat(store.yieldKeys()).containsExactlyInAnyOrder("a", "b");
      store.mdelete(List.of("a", "b"));
      assertThat(
              CassandraLlmCache.builder(connection)
                  .table("answers")
                  .executor(only)
                  .build()
                  .blocking()
                  .lookup("prompt", "model"))
          .isNull();
      try (CassandraConnection second = builder.connectAsync().join()) {
        assertThat(second.session().isClosed()).isFalse();
      }
    }
    assertThat(connection.session().isClosed()).isTrue();
    return null;
  }
}

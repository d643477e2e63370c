package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * These calls end if a server sends the same page, with the same paging state, to every request for
 * the next page.
 */
class RepeatedPagesIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();

  private final SessionProbe probe = new SessionProbe(SESSION);

  @BeforeEach
  void write() {
    store(SESSION).blocking().mset(Map.of("a", new byte[1], "b", new byte[1], "c", new byte[1]));
  }

  private static CassandraByteStore store(CqlSession session) {
    return CassandraByteStore.builder(session).keyspace(KEYSPACE).table("repeated").build();
  }

  /** Replaces a request for any page by a request for the first page. */
  private static Statement<?> ofTheFirstPage(Statement<?> statement) {
    return statement.setPageSize(1).setPagingState((ByteBuffer) null);
  }

  @Test
  void aReadOfSeveralKeysEnds() {
    CassandraByteStore store = store(probe.session());
    store.selectStatementAsync().join();
    probe.requests(RepeatedPagesIT::ofTheFirstPage);

    assertThatThrownBy(() -> store.mgetAsync(List.of("a", "b", "c")).get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("paging state");
    assertThat(probe.sent().size()).isLessThan(20);
  }

  @Test
  @Timeout(60)
  void aListingEnds() {
    CassandraByteStore store = store(probe.session());
    store.selectStatementAsync().join();
    probe.requests(RepeatedPagesIT::ofTheFirstPage);

    assertThatThrownBy(() -> store.blocking().yieldKeys().toList())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("paging state");
    assertThat(probe.sent().size()).isLessThan(100);
  }

  @Test
  void aSetupThatReadsTheColumnsEnds() {
    SESSION.execute(
        "CREATE TABLE IF NOT EXISTS %s.columns (row_id text PRIMARY KEY, body_blob blob)"
            .formatted(KEYSPACE));
    probe.requests(
        statement ->
            statement.getPageSize() == 1_000 || statement.getPagingState() != null
                ? ofTheFirstPage(statement)
                : statement);

    assertThatThrownBy(
            () ->
                CassandraByteStore.builder(probe.session())
                    .keyspace(KEYSPACE)
                    .table("columns")
                    .buildAsync()
                    .get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("paging state");
  }
}

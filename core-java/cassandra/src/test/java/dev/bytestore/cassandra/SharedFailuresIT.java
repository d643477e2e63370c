package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import dev.bytestore.SetupMode;
import dev.bytestore.testing.TestCassandra;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Many callers wait for the same setup or preparation, and it fails. */
class SharedFailuresIT {

  @Test
  void eachBlockingCallThrowsAnExceptionOfItsOwnThatShowsWhereItWasMade() {
    CassandraByteStore store =
        CassandraByteStore.builder(TestCassandra.session())
            .keyspace("nowhere")
            .table("t")
            .setupMode(SetupMode.OFF)
            .build();
    List<CompletableFuture<Throwable>> callers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      callers.add(
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> store.blocking().mget(List.of("k"))),
              task -> new Thread(task, "caller of a store").start()));
    }

    List<Throwable> failures = callers.stream().map(CompletableFuture::join).toList();

    for (Throwable failure : failures) {
      assertThat(failure).isInstanceOf(InvalidQueryException.class);
      assertThat(failure.getSuppressed()).hasSize(1);
      assertThat(failure.getSuppressed()[0].getStackTrace())
          .anyMatch(frame -> frame.getClassName().equals(SharedFailuresIT.class.getName()));
    }
    assertThat(failures).doesNotHaveDuplicates();
  }
}

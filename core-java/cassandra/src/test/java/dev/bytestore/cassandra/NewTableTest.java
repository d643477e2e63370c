package dev.bytestore.cassandra;

import static java.util.concurrent.CompletableFuture.completedStage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.cassandra.TableSchema.Column;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How the setup waits for a table that the server creates asynchronously. */
class NewTableTest {

  private static final List<Column> COLUMNS =
      List.of(new Column("row_id", "text", "partition_key"));

  @Test
  void theColumnsAreReadUntilThereAreAny() {
    AtomicInteger reads = new AtomicInteger();

    List<Column> found =
        NewTable.awaitColumns(
                "app.docs",
                () -> completedStage(reads.incrementAndGet() < 3 ? List.of() : COLUMNS),
                Duration.ofDays(1))
            .toCompletableFuture()
            .join();

    assertThat(found).isEqualTo(COLUMNS);
    assertThat(reads).hasValue(3);
  }

  @Test
  void aTableThatDoesNotAppearInTimeIsAFailureWithItsName() {
    assertThatThrownBy(
            () ->
                NewTable.awaitColumns(
                        "app.docs", () -> completedStage(List.of()), Duration.ofMillis(10))
                    .toCompletableFuture()
                    .join())
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CREATE TABLE app.docs")
        .hasMessageContaining("did not appear within PT0.01S");
  }
}

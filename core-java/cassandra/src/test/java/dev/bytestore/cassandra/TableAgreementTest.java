package dev.bytestore.cassandra;

import static java.util.concurrent.CompletableFuture.completedStage;
import static java.util.concurrent.CompletableFuture.failedStage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.cassandra.TableAgreement.NodeSchema;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How the setup waits until all nodes agree on the table. */
class TableAgreementTest {

  private static final UUID ID = new UUID(1, 1);
  private static final UUID OTHER_ID = new UUID(2, 2);
  private static final UUID VERSION = new UUID(3, 3);
  private static final UUID OTHER_VERSION = new UUID(4, 4);
  private static final Duration LONG = Duration.ofDays(1);
  private static final Duration SHORT = Duration.ofMillis(10);

  private final AtomicInteger rounds = new AtomicInteger();

  /** Waits for three nodes, the third of which agrees with the first in the third round. */
  private void await(Duration limit, CompletionStage<NodeSchema> third) {
    await(limit, third, schema(ID, VERSION));
  }

  private void await(
      Duration limit, CompletionStage<NodeSchema> third, CompletionStage<NodeSchema> thirdLater) {
    TableAgreement.await(
            "app.docs",
            () ->
                Map.of(
                    "node1", schema(ID, VERSION),
                    "node2", schema(ID, VERSION),
                    "node3", rounds.incrementAndGet() <= 2 ? third : thirdLater),
            limit)
        .toCompletableFuture()
        .join();
  }

  private static CompletionStage<NodeSchema> schema(UUID table, UUID version) {
    return completedStage(new NodeSchema(table, version));
  }

  private static CompletionStage<NodeSchema> noAnswer() {
    return failedStage(new IllegalStateException("no answer"));
  }

  @Test
  void nodesThatAgreeAreAskedOnce() {
    await(LONG, schema(ID, VERSION));

    assertThat(rounds).hasValue(1);
  }

  @Test
  void theNodesAreAskedUntilAllHaveTheSameId() {
    await(LONG, schema(OTHER_ID, VERSION));

    assertThat(rounds).hasValue(3);
  }

  @Test
  void theNodesAreAskedUntilAllHaveTheSameVersion() {
    await(LONG, schema(ID, OTHER_VERSION));

    assertThat(rounds).hasValue(3);
  }

  @Test
  void theNodesAreAskedUntilAllKnowTheTable() {
    await(LONG, schema(null, VERSION));

    assertThat(rounds).hasValue(3);
  }

  @Test
  void theNodesAreAskedUntilAllAnswer() {
    await(LONG, noAnswer());

    assertThat(rounds).hasValue(3);
  }

  @Test
  void aNodeThatNeverAgreesDoesNotFailTheSetupIfItHasNoOtherId() {
    await(SHORT, schema(ID, OTHER_VERSION), schema(ID, OTHER_VERSION));
    await(SHORT, schema(null, VERSION), schema(null, VERSION));
    await(SHORT, noAnswer(), noAnswer());
  }

  @Test
  void severalIdsAfterTheLimitAreAFailureThatNamesTheNodes() {
    CompletionStage<NodeSchema> other = schema(OTHER_ID, VERSION);

    assertThatThrownBy(() -> await(SHORT, other, other))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("different ids for table app.docs: {" + ID + "=[node")
        .hasMessageContaining(OTHER_ID + "=[node3]}");
  }

  @Test
  void withoutNodesOrIdsThereIsNothingToWaitFor() {
    TableAgreement.await("app.docs", Map::<String, CompletionStage<NodeSchema>>of, LONG)
        .toCompletableFuture()
        .join();
    TableAgreement.await(
            "app.docs", () -> Map.of("node1", noAnswer(), "node2", schema(null, null)), LONG)
        .toCompletableFuture()
        .join();
  }
}

package dev.bytestore.testing.rules;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.protocol.internal.Message;
import com.datastax.oss.protocol.internal.response.result.Void;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that creates tables asynchronously, as Amazon Keyspaces does. It responds to CREATE
 * TABLE at once. The table can be used some time later, and is then visible in {@code
 * system_schema}. Batches may have 30 statements.
 */
public final class LateTables implements ServerRules {

  private static final Duration CREATION = Duration.ofSeconds(1);
  private static final int MAX_STATEMENTS_IN_BATCH = 30;

  /** The keyspace in the name of a table, with quotes if it has any. */
  private static final Pattern KEYSPACE = Pattern.compile("(\\w+|\"[^\"]+\")\\.");

  private final CqlSession administrator;
  private final Executor creation;

  /**
   * Creates tables after a second.
   *
   * @param administrator a session with the node itself, which creates the tables
   */
  public LateTables(CqlSession administrator) {
    this(
        administrator,
        CompletableFuture.delayedExecutor(CREATION.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * @param creation runs the tasks that create tables, when it likes
   */
  LateTables(CqlSession administrator, Executor creation) {
    this.administrator = administrator;
    this.creation = creation;
  }

  @Override
  public String description() {
    return "tables that are created asynchronously";
  }

  @Override
  public Optional<Message> answer(ClientRequest request) {
    if (request.startsWith("CREATE TABLE ") && existsKeyspace(request.statements().get(0))) {
      creation.execute(() -> administrator.execute(request.statements().get(0)));
      return Optional.of(Void.INSTANCE);
    }
    if (request.isBatch() && request.statements().size() > MAX_STATEMENTS_IN_BATCH) {
      return ServerRules.invalid(
          "a batch has more than %d statements".formatted(MAX_STATEMENTS_IN_BATCH));
    }
    return Optional.empty();
  }

  private boolean existsKeyspace(String createTable) {
    Matcher name = KEYSPACE.matcher(createTable);
    return name.find()
        && administrator
                .execute(
                    "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?",
                    CqlIdentifier.fromCql(name.group(1)).asInternal())
                .one()
            != null;
  }
}

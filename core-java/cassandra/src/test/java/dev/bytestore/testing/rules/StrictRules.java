package dev.bytestore.testing.rules;

import com.datastax.oss.protocol.internal.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The limits of strict servers. Astra DB refuses writes that wait for one replica only, and has a
 * maximum of keys in a read request. Guardrails of other servers forbid filtering, and limit the
 * number of statements in a batch.
 *
 * <p>It reports the product type of Astra DB. The driver then changes its default consistency level
 * to LOCAL_QUORUM.
 */
public final class StrictRules implements ServerRules {

  private static final int MAX_KEYS_IN_SELECT = 20;
  private static final int MAX_STATEMENTS_IN_BATCH = 30;

  @Override
  public String description() {
    return "the limits of strict servers such as Astra DB";
  }

  @Override
  public Map<String, List<String>> supportedOptions() {
    return Map.of("PRODUCT_TYPE", List.of("DATASTAX_APOLLO"));
  }

  @Override
  public Optional<Message> answer(ClientRequest request) {
    if (request.isWrite() && request.waitsForOneReplicaOnly()) {
      return ServerRules.invalid(
          "a write must not have the consistency level ANY, ONE or LOCAL_ONE");
    }
    if (request.contains(" ALLOW FILTERING")) {
      return ServerRules.invalid("Querying with ALLOW FILTERING is not allowed");
    }
    if (request.isBatch() && request.statements().size() > MAX_STATEMENTS_IN_BATCH) {
      return ServerRules.invalid(
          "a batch has more than %d statements".formatted(MAX_STATEMENTS_IN_BATCH));
    }
    if (request.startsWith("SELECT ") && request.keysInList() > MAX_KEYS_IN_SELECT) {
      return ServerRules.invalid("a query names more than %d keys".formatted(MAX_KEYS_IN_SELECT));
    }
    return Optional.empty();
  }
}

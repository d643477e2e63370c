package dev.bytestore.testing.rules;

import com.datastax.oss.protocol.internal.Message;
import java.util.Optional;

/**
 * A server that ends pages early, as ScyllaDB and Amazon Keyspaces do after a megabyte. Pages may
 * even be empty although more follow.
 */
public final class FewRowsPerPage implements ServerRules {

  private static final int ROWS = 7;

  @Override
  public String description() {
    return "pages of at most %d rows, and empty pages".formatted(ROWS);
  }

  @Override
  public Optional<Message> answer(ClientRequest request) {
    return Optional.empty();
  }

  @Override
  public int rowsPerPage() {
    return ROWS;
  }
}

package dev.bytestore.testing.rules;

import com.datastax.oss.protocol.internal.Message;
import com.datastax.oss.protocol.internal.ProtocolConstants;
import com.datastax.oss.protocol.internal.response.Error;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What distinguishes a server from Cassandra. Safe for use by many threads. */
public interface ServerRules {

  /** One line for people. */
  String description();

  /**
   * The response to a request in place of Cassandra's, such as an error. If it is empty, Cassandra
   * gets the request.
   */
  Optional<Message> answer(ClientRequest request);

  /** The options that the server reports, in addition to Cassandra's. */
  default Map<String, List<String>> supportedOptions() {
    return Map.of();
  }

  /**
   * The maximum number of rows in a page. If it is smaller than the default, pages may be empty.
   */
  default int rowsPerPage() {
    return Integer.MAX_VALUE;
  }

  /** The error of a request that the server understands but refuses. */
  static Optional<Message> invalid(String message) {
    return Optional.of(new Error(ProtocolConstants.ErrorCode.INVALID, message));
  }
}

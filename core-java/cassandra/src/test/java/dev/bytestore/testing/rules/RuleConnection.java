package dev.bytestore.testing.rules;

import com.datastax.oss.protocol.internal.Frame;
import com.datastax.oss.protocol.internal.Message;
import com.datastax.oss.protocol.internal.ProtocolConstants.ErrorCode;
import com.datastax.oss.protocol.internal.request.Batch;
import com.datastax.oss.protocol.internal.request.Execute;
import com.datastax.oss.protocol.internal.request.Prepare;
import com.datastax.oss.protocol.internal.request.Query;
import com.datastax.oss.protocol.internal.response.Error;
import com.datastax.oss.protocol.internal.response.Supported;
import com.datastax.oss.protocol.internal.response.result.Prepared;
import com.datastax.oss.protocol.internal.response.result.Rows;
import com.datastax.oss.protocol.internal.util.Bytes;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One client's connection, and the connection to the node that belongs to it. */
final class RuleConnection {

  private final Socket client;
  private final Socket node;
  private final ServerRules rules;
  private final Map<String, String> prepared;
  private final ShortPages pages;

  /** The requests that the node has not answered, by their stream. */
  private final Map<Integer, Message> waiting = new ConcurrentHashMap<>();

  RuleConnection(Socket client, Socket node, ServerRules rules, Map<String, String> prepared)
      throws IOException {
    this.client = client;
    this.node = node;
    this.rules = rules;
    this.prepared = prepared;
    this.pages = new ShortPages(rules.rowsPerPage());
    client.setTcpNoDelay(true);
    node.setTcpNoDelay(true);
  }

  /** Returns when one of the sockets is closed. */
  void forwardRequests() {
    try {
      DataInputStream in = input(client);
      Optional<byte[]> next = Frames.read(in);
      while (next.isPresent()) {
        forwardRequest(next.get());
        next = Frames.read(in);
      }
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  private void forwardRequest(byte[] frame) throws IOException {
    if (Frames.version(frame) != Frames.VERSION) {
      send(client, Frames.response(Frames.stream(frame), unsupportedVersion(frame)));
      return;
    }
    Frame request = Frames.request(frame);
    Optional<Message> answer = requestFor(request.message).flatMap(rules::answer);
    if (answer.isPresent()) {
      send(client, Frames.response(request.streamId, answer.get()));
      return;
    }
    waiting.put(request.streamId, request.message);
    Message changed = isPaged(request.message) ? pages.request(request.message) : request.message;
    send(node, changed == request.message ? frame : Frames.request(request, changed));
  }

  private static Error unsupportedVersion(byte[] frame) {
    return new Error(
        ErrorCode.PROTOCOL_ERROR,
        "Invalid or unsupported protocol version (%d); the lowest supported version is 4 and the greatest is 4"
            .formatted(Frames.version(frame)));
  }

  private Optional<ClientRequest> requestFor(Message message) {
    if (message instanceof Query query) {
      return Optional.of(
          new ClientRequest(
              List.of(query.query),
              List.of(query.options.positionalValues),
              query.options.consistency,
              false));
    }
    if (message instanceof Prepare prepare) {
      return Optional.of(
          new ClientRequest(
              List.of(prepare.cqlQuery), List.of(List.of()), ClientRequest.PREPARED, false));
    }
    if (message instanceof Execute execute) {
      return Optional.of(
          new ClientRequest(
              List.of(cql(execute.queryId)),
              List.of(execute.options.positionalValues),
              execute.options.consistency,
              false));
    }
    if (message instanceof Batch batch) {
      return Optional.of(
          new ClientRequest(
              batch.queriesOrIds.stream()
                  .map(query -> query instanceof byte[] id ? cql(id) : (String) query)
                  .toList(),
              batch.values,
              batch.consistency,
              true));
    }
    return Optional.empty();
  }

  /** The text of a prepared statement; empty if the proxy has not seen its preparation. */
  private String cql(byte[] id) {
    return prepared.getOrDefault(Bytes.toHexString(id), "");
  }

  /** Whether pages may be short. The driver expects one page from the tables of nodes. */
  private boolean isPaged(Message message) {
    return rules.rowsPerPage() < Integer.MAX_VALUE
        && requestFor(message)
            .filter(request -> request.startsWith("SELECT "))
            .filter(request -> !request.contains(" FROM SYSTEM."))
            .isPresent();
  }

  /** Returns when one of the sockets is closed. */
  void forwardResponses() {
    try {
      DataInputStream in = input(node);
      Optional<byte[]> next = Frames.read(in);
      while (next.isPresent()) {
        send(client, response(next.get()));
        next = Frames.read(in);
      }
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  private byte[] response(byte[] frame) {
    Message request = waiting.remove(Frames.stream(frame));
    if (request == null) {
      return frame; // an event
    }
    Frame response = Frames.response(frame);
    Message changed = changed(request, response.message);
    return changed == response.message ? frame : Frames.response(response, changed);
  }

  private Message changed(Message request, Message response) {
    if (request instanceof Prepare prepare && response instanceof Prepared result) {
      prepared.put(Bytes.toHexString(result.preparedQueryId), prepare.cqlQuery);
    }
    if (response instanceof Supported supported) {
      Map<String, List<String>> options = new HashMap<>(supported.options);
      options.putAll(rules.supportedOptions());
      return new Supported(options);
    }
    if (response instanceof Rows rows && isPaged(request)) {
      return pages.response(request, rows);
    }
    return response;
  }

  private static DataInputStream input(Socket socket) throws IOException {
    return new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** Both directions may send to the client. */
  private void send(Socket socket, byte[] frame) throws IOException {
    synchronized (socket) {
      OutputStream out = socket.getOutputStream();
      out.write(frame);
      out.flush();
    }
  }

  void close() {
    for (Socket socket : List.of(client, node)) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed.
      }
    }
  }
}

package dev.bytestore.testing.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy in front of one node, which speaks version 4 of the native protocol. Requests that its
 * rules do not answer go to the node unchanged, except for the size of pages.
 */
public final class RuleProxy implements AutoCloseable {

  private final InetSocketAddress node;
  private final ServerRules rules;
  private final ServerSocket listener;
  private final Set<RuleConnection> connections = ConcurrentHashMap.newKeySet();

  /** The CQL of each prepared statement by its id. A session prepares it on one connection only. */
  private final Map<String, String> prepared = new ConcurrentHashMap<>();

  private RuleProxy(InetSocketAddress node, ServerRules rules) throws IOException {
    this.node = node;
    this.rules = rules;
    this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
  }

  /** Starts a proxy on a free port of the loopback address. */
  public static RuleProxy start(InetSocketAddress node, ServerRules rules) {
    try {
      RuleProxy proxy = new RuleProxy(node, rules);
      daemon("rule-proxy", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address for clients. */
  public InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        // The proxy is closed, or the client is gone.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      Socket server = new Socket(node.getAddress(), node.getPort());
      RuleConnection connection = new RuleConnection(client, server, rules, prepared);
      connections.add(connection);
      daemon("rule-proxy-requests", () -> run(connection, connection::forwardRequests));
      daemon("rule-proxy-responses", () -> run(connection, connection::forwardResponses));
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  private void run(RuleConnection connection, Runnable direction) {
    try {
      direction.run();
    } finally {
      connection.close();
      connections.remove(connection);
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connections.forEach(RuleConnection::close);
  }
}

package dev.bytestore.faults;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Forwards the connections of clients to one node, and can cut them. */
final class Proxy implements Closeable {

  static final String THREAD_NAME = "proxy";

  private static final int CONNECT_MILLIS = 2_000;

  private final InetSocketAddress node;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  Proxy(InetSocketAddress node) {
    this.node = node;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** The address that clients connect to. */
  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** Closes all connections, and refuses new ones. Responses that are on their way are lost. */
  void cut() {
    cut = true;
    closeConnections();
  }

  /** Accepts connections again. */
  void mend() {
    cut = false;
  }

  @Override
  public void close() throws IOException {
    server.close();
    closeConnections();
  }

  private void closeConnections() {
    open.forEach(Proxy::closeQuietly);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        connect(server.accept());
      } catch (IOException e) {
        // The proxy was closed, or the client has gone already.
      }
    }
  }

  private void connect(Socket client) {
    Socket toNode = new Socket();
    open.add(client);
    open.add(toNode);
    try {
      if (cut) {
        throw new IOException("cut");
      }
      toNode.connect(node, CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      toNode.setTcpNoDelay(true);
    } catch (IOException e) {
      end(client, toNode);
      return;
    }
    start(() -> forward(client, toNode));
    start(() -> forward(toNode, client));
  }

  /** Forwards until one side ends its connection, and then ends the other. */
  private void forward(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // A connection that breaks has ended too.
    } finally {
      end(from, to);
    }
  }

  private void end(Socket one, Socket other) {
    for (Socket socket : new Socket[] {one, other}) {
      open.remove(socket);
      closeQuietly(socket);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, THREAD_NAME);
    thread.setDaemon(true);
    thread.start();
  }
}

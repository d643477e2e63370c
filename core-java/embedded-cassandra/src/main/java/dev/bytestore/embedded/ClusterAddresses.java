package dev.bytestore.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Where the nodes listen: 127.0.0.1, 127.0.0.2 and so on, each on the same two ports. */
record ClusterAddresses(List<InetAddress> hosts, int nativePort, int storagePort) {
  // Below the range that systems use for outgoing connections, which could take a port first.
  private static final int LOWEST_PORT = 10_000;
  private static final int HIGHEST_PORT = 32_000;
  private static final int ATTEMPTS = 200;

  static ClusterAddresses free(int nodes) {
    List<InetAddress> hosts =
        IntStream.rangeClosed(1, nodes).mapToObj(ClusterAddresses::loopback).toList();
    int nativePort = freePort(hosts);
    int storagePort = freePort(hosts);
    while (storagePort == nativePort) {
      storagePort = freePort(hosts);
    }
    return new ClusterAddresses(hosts, nativePort, storagePort);
  }

  List<InetSocketAddress> contactPoints() {
    return hosts.stream().map(host -> new InetSocketAddress(host, nativePort)).toList();
  }

  private static InetAddress loopback(int number) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number});
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort(List<InetAddress> hosts) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      if (hosts.stream().allMatch(host -> isFree(host, port))) {
        return port;
      }
    }
    throw new IllegalStateException(
        "found no free port on %s in %d attempts".formatted(hosts, ATTEMPTS));
  }

  private static boolean isFree(InetAddress host, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, host)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

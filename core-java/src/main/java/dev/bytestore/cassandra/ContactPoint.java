package dev.bytestore.cassandra;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node to start from, by name. */
record ContactPoint(String host, int port) {

  static final int DEFAULT_PORT = 9042;

  private static final Logger LOG = LoggerFactory.getLogger(ContactPoint.class);
  private static final int MAX_PORT = 65_535;

  /** The parts between commas, without the blank ones. */
  static List<String> split(String contactPoints) {
    return Arrays.stream(contactPoints.split(",", -1))
        .map(String::strip)
        .filter(point -> !point.isEmpty())
        .toList();
  }

  /**
   * Reads {@code host}, {@code host:port}, {@code [IPv6 address]:port} or an IPv6 address.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static ContactPoint parse(String text, int defaultPort) {
    String point = text.strip();
    int end = point.startsWith("[") ? point.indexOf(']') : -1;
    int colon = point.indexOf(':', Math.max(end, 0));
    boolean isBareIpv6 = end < 0 && colon >= 0 && point.indexOf(':', colon + 1) >= 0;
    String host = colon < 0 || isBareIpv6 ? point : point.substring(0, colon);
    if (end >= 0 && end == host.length() - 1) {
      host = host.substring(1, end);
    }
    if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == '[' || c == '/')) {
      throw new IllegalArgumentException(
          "contactPoints: '%s' is no host or host:port".formatted(text));
    }
    boolean hasPort = colon >= 0 && !isBareIpv6;
    return new ContactPoint(host, hasPort ? port(point.substring(colon + 1), text) : defaultPort);
  }

  private static int port(String digits, String text) {
    try {
      int port = Integer.parseInt(digits);
      if (isPort(port)) {
        return port;
      }
    } catch (NumberFormatException e) {
      // The same answer as for a number out of range.
    }
    throw new IllegalArgumentException(
        "contactPoints: '%s' has no port from 1 to %d".formatted(text, MAX_PORT));
  }

  static boolean isPort(int port) {
    return port >= 1 && port <= MAX_PORT;
  }

  /**
   * All addresses of {@code points}, which takes as long as the name service does. A host that it
   * does not know is warned of where others are known.
   *
   * @throws UncheckedIOException if no host is known
   */
  static List<InetSocketAddress> resolve(List<ContactPoint> points) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (ContactPoint point : points) {
      try {
        for (InetAddress address : InetAddress.getAllByName(point.host)) {
          addresses.add(new InetSocketAddress(address, point.port));
        }
      } catch (UnknownHostException e) {
        unknown.add(point.host);
      }
    }
    if (addresses.isEmpty() && !unknown.isEmpty()) {
      String message = "contactPoints: no address is known of " + String.join(", ", unknown);
      throw new UncheckedIOException(message, new UnknownHostException(message));
    }
    if (!unknown.isEmpty()) {
      LOG.warn("No address is known of the contact points {}; going on without them", unknown);
    }
    return addresses;
  }

  InetSocketAddress unresolved() {
    return InetSocketAddress.createUnresolved(host, port);
  }
}

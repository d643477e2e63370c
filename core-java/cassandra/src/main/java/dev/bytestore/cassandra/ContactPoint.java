package dev.bytestore.cassandra;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The address of a node to contact first. */
record ContactPoint(String host, int port) {

  static final int DEFAULT_PORT = 9042;

  private static final Logger LOG = LoggerFactory.getLogger(ContactPoint.class);
  private static final int MAX_PORT = 65_535;
  private static final int MAX_HOST = 255;
  private static final String NOT_IN_NAMES = "[]/\\?#%,;:\"'<>=";

  /** Splits at commas, and leaves out blank parts. */
  static List<String> split(String contactPoints) {
    return Arrays.stream(contactPoints.split(",", -1))
        .map(String::strip)
        .filter(point -> !point.isEmpty())
        .toList();
  }

  /** Parses each of {@code points}, as {@link #parse} does. */
  static List<ContactPoint> parseAll(List<String> points, int defaultPort) {
    return IntStream.range(0, points.size())
        .mapToObj(position -> parse(points.get(position), position, defaultPort))
        .toList();
  }

  /**
   * Parses {@code host}, {@code host:port}, {@code [IPv6 address]:port} or an IPv6 address.
   *
   * @param position shown in messages in place of the text, which may contain a password
   * @throws IllegalArgumentException if it is none of these
   */
  static ContactPoint parse(String text, int position, int defaultPort) {
    String point = text.strip();
    if (point.indexOf('@') >= 0) {
      throw refusal(position, "contains @: set user name and password with credentials(...)");
    }
    int end = point.startsWith("[") ? point.indexOf(']') : -1;
    int colon = point.indexOf(':', Math.max(end, 0));
    boolean isBareIpv6 = end < 0 && colon >= 0 && point.indexOf(':', colon + 1) >= 0;
    String host = colon < 0 || isBareIpv6 ? point : point.substring(0, colon);
    boolean isInBrackets = end >= 0 && end == host.length() - 1;
    if (isInBrackets) {
      host = host.substring(1, end);
    }
    boolean isAddress = isBareIpv6 || isInBrackets;
    if (!(isAddress ? isIpv6(host) : isName(host))) {
      throw refusal(position, "is not a host or host:port");
    }
    boolean hasPort = colon >= 0 && !isBareIpv6;
    int port = hasPort ? port(point.substring(colon + 1)) : defaultPort;
    if (!isPort(port)) {
      throw refusal(position, "has a port that is not between 1 and %d".formatted(MAX_PORT));
    }
    return new ContactPoint(host, port);
  }

  /**
   * Returns {@code points} for {@code toString}. A text that is not a contact point is hidden,
   * because it may be a password.
   */
  static List<String> shown(List<String> points) {
    return points.stream().map(point -> isUsable(point) ? point : "<not a contact point>").toList();
  }

  private static boolean isUsable(String text) {
    try {
      return !parse(text, 0, DEFAULT_PORT).host.isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isName(String host) {
    return !host.isEmpty()
        && host.length() <= MAX_HOST
        && host.chars().allMatch(c -> c > ' ' && NOT_IN_NAMES.indexOf(c) < 0);
  }

  /** A rough check. The name lookup refuses the rest. */
  private static boolean isIpv6(String host) {
    int zone = host.indexOf('%');
    String address = zone < 0 ? host : host.substring(0, zone);
    return !address.isEmpty()
        && host.length() <= MAX_HOST
        && address.chars().allMatch(c -> ":.".indexOf(c) >= 0 || isHexDigit(c))
        && (zone < 0 || isName(host.substring(zone + 1)));
  }

  private static boolean isHexDigit(int character) {
    return character < 0x80 && Character.digit(character, 16) >= 0;
  }

  /** Parses {@code digits}; returns zero if they are not a number. */
  private static int port(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) { // not as the cause: it quotes the text
      return 0;
    }
  }

  private static IllegalArgumentException refusal(int position, String problem) {
    return new IllegalArgumentException(
        "contactPoints: element at position %d %s".formatted(position, problem));
  }

  static boolean isPort(int port) {
    return port >= 1 && port <= MAX_PORT;
  }

  /**
   * Looks up all addresses of {@code points}, and blocks as long as the name service takes. If only
   * some hosts are unknown, it logs a warning and leaves them out.
   *
   * @throws UncheckedIOException if all hosts are unknown
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
      String message = "contactPoints: no address found for " + String.join(", ", unknown);
      throw new UncheckedIOException(message, new UnknownHostException(message));
    }
    if (!unknown.isEmpty()) {
      LOG.warn(
          "No address found for the contact points {}; connecting to the other contact points",
          unknown);
    }
    return addresses;
  }

  InetSocketAddress unresolved() {
    return InetSocketAddress.createUnresolved(host, port);
  }
}

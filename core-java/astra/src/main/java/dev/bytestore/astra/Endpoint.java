package dev.bytestore.astra;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Data API. Domains of Astra DB are recognised as in Python's client.
 *
 * @param uri the address without a path
 */
record Endpoint(URI uri, AstraDbEnvironment environment) {

  private static final Pattern ASTRA =
      Pattern.compile(
          "https://[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
              + "-[a-zA-Z0-9-]+\\.apps\\.astra(-dev|-test)?\\.datastax\\.com");

  private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127\\.\\d+\\.\\d+\\.\\d+");

  private static final int MAX_PATH = 1_000;

  /**
   * Parses an endpoint.
   *
   * @param named the environment that the user set; null to derive it from the endpoint
   * @throws IllegalArgumentException if {@code text} is not an endpoint or contradicts {@code
   *     named}. The message does not quote {@code text}, which may contain a password.
   */
  static Endpoint of(String text, @Nullable AstraDbEnvironment named) {
    Objects.requireNonNull(text, "endpoint");
    String trimmed = text.strip();
    String bare = trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
    URI uri = uri(bare);
    AstraDbEnvironment found = astraEnvironment(bare);
    if (named == null) {
      return new Endpoint(uri, found == null ? AstraDbEnvironment.OTHER : found);
    }
    if (named.isAstra() && found != null && found != named) {
      throw new IllegalArgumentException(
          "environment: is set to %s, but the endpoint belongs to %s".formatted(named, found));
    }
    return new Endpoint(uri, named);
  }

  private static URI uri(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw notAnEndpoint("it is not a URL"); // Without the cause, which quotes the text.
    }
    if (!"https".equals(uri.getScheme()) && !"http".equals(uri.getScheme())) {
      throw notAnEndpoint("it does not start with https:// or http://");
    }
    if (uri.getRawUserInfo() != null) {
      throw notAnEndpoint("it contains a user name: set that with credentials(...)");
    }
    if (uri.getHost() == null) {
      throw notAnEndpoint("it has no host, or one with a character that is not allowed, such as _");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw notAnEndpoint("it has a port that is not between 1 and 65535");
    }
    String path = uri.getRawPath();
    if ((path != null && !path.isEmpty())
        || uri.getRawQuery() != null
        || uri.getFragment() != null) {
      throw notAnEndpoint("it has a path, query or fragment: set a path with basePath(...)");
    }
    return uri;
  }

  /**
   * Returns {@code path} if it is empty or consists of segments that each follow a slash. It is
   * checked character by character, because a regular expression with groups needs more stack for a
   * longer text.
   *
   * @throws IllegalArgumentException if it is not such a path; the message does not quote it
   */
  static String checkedPath(String path) {
    Objects.requireNonNull(path, "basePath");
    boolean isSound =
        path.length() <= MAX_PATH
            && (path.isEmpty() || (path.startsWith("/") && !path.endsWith("/")));
    int start = 0;
    for (int end = 1; isSound && end <= path.length(); end++) {
      if (end == path.length() || path.charAt(end) == '/') {
        String name = path.substring(start + 1, end);
        isSound = !name.isEmpty() && !name.equals(".") && !name.equals("..");
        start = end;
      } else {
        isSound = isOfPath(path.charAt(end));
      }
    }
    if (!isSound) {
      throw new IllegalArgumentException(
          "basePath: write it as /one/or/more segments of ASCII letters, digits and . _ ~ -,"
              + " without a slash at the end, without . and .. as segments, and with at most 1,000"
              + " characters");
    }
    return path;
  }

  private static boolean isOfPath(char character) {
    return (character < 0x80 && Character.isLetterOrDigit(character))
        || "._~-".indexOf(character) >= 0;
  }

  /** Whether requests go to another machine over plain HTTP, so others can read them. */
  boolean isReadableByOthers() {
    return "http".equals(uri.getScheme()) && !isLoopback(uri.getHost().toLowerCase(Locale.ROOT));
  }

  /** Whether {@code host} is this machine. It is not resolved, because that would block. */
  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("[::1]")
        || host.equals("[0:0:0:0:0:0:0:1]")
        || LOOPBACK_IPV4.matcher(host).matches();
  }

  private static @Nullable AstraDbEnvironment astraEnvironment(String text) {
    Matcher matcher = ASTRA.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String kind = matcher.group(1);
    if (kind == null) {
      return AstraDbEnvironment.PROD;
    }
    return kind.equals("-dev") ? AstraDbEnvironment.DEV : AstraDbEnvironment.TEST;
  }

  private static IllegalArgumentException notAnEndpoint(String problem) {
    return new IllegalArgumentException(
        "endpoint: %s. Write https://host, or https://host:port".formatted(problem));
  }
}

package dev.bytestore.astra;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a Data API is, by the rules of Python's client.
 *
 * @param uri without a path
 */
record Endpoint(URI uri, AstraDbEnvironment environment) {

  private static final Pattern ASTRA =
      Pattern.compile(
          "https://[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
              + "-[a-zA-Z0-9-]+\\.apps\\.astra(-dev|-test)?\\.datastax\\.com");

  private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127\\.\\d+\\.\\d+\\.\\d+");

  private static final int MAX_PATH = 1_000;

  /**
   * @param named the environment the user says it is, null to tell it by the endpoint
   * @throws IllegalArgumentException which does not quote {@code text}: it may hold a password
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
          "environment: %s was named, but the endpoint is one of %s".formatted(named, found));
    }
    return new Endpoint(uri, named);
  }

  private static URI uri(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw notAnEndpoint("it is no URL"); // not its cause: that quotes the text
    }
    if (!"https".equals(uri.getScheme()) && !"http".equals(uri.getScheme())) {
      throw notAnEndpoint("it does not start with https:// or http://");
    }
    if (uri.getRawUserInfo() != null) {
      throw notAnEndpoint("it holds a user name: give that with credentials(...)");
    }
    if (uri.getHost() == null) {
      throw notAnEndpoint("it names no host, or has a character that no host name has, such as _");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw notAnEndpoint("it has a port that is not between 1 and 65535");
    }
    String path = uri.getRawPath();
    if ((path != null && !path.isEmpty())
        || uri.getRawQuery() != null
        || uri.getFragment() != null) {
      throw notAnEndpoint("it has a path: give that with basePath(...)");
    }
    return uri;
  }

  /**
   * {@code path}, if it is empty or made of names after slashes. It is checked character by
   * character, because a regular expression with groups needs more stack for a longer text.
   *
   * @throws IllegalArgumentException which does not quote {@code path}
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
          "basePath: write it as /one/or/more names of ASCII letters, digits, and . _ ~ -, without a"
              + " slash at its end, without . and .. as names, and with at most 1,000 characters");
    }
    return path;
  }

  private static boolean isOfPath(char character) {
    return (character < 0x80 && Character.isLetterOrDigit(character))
        || "._~-".indexOf(character) >= 0;
  }

  /** Whether others on the network can read what is sent: over plain HTTP to another machine. */
  boolean isReadableByOthers() {
    return "http".equals(uri.getScheme()) && !isLoopback(uri.getHost().toLowerCase(Locale.ROOT));
  }

  /** Decides by the text alone, because asking a name service would block. */
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

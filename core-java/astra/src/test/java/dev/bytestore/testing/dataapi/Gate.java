package dev.bytestore.testing.dataapi;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Checks the path, the token and the type of the body before the command. */
final class Gate {

  private static final Pattern CREDENTIALS = Pattern.compile("Cassandra:([^:]*):([^:]*)");

  private static final Pattern JSON = Pattern.compile("(?i)application/json\\s*(;.*)?");

  private final String basePath;
  private final String token;
  private final Database database;

  Gate(String basePath, String token, Database database) {
    this.basePath = basePath;
    this.token = token;
    this.database = database;
  }

  Response answer(ReceivedRequest received, Predicate<DocumentId> isContended) {
    DataApiRequest request = received.request();
    Optional<List<String>> path = names(request.path());
    if (!request.method().equals("POST") || path.isEmpty()) {
      return Response.empty(404);
    }
    try {
      String presented =
          request
              .header("Token")
              .or(() -> request.header("X-Cassandra-Token"))
              .orElseThrow(Errors::missingToken);
      checkContentType(request.header("Content-Type").orElse("none"));
      if (isMalformed(presented)) {
        return Response.empty(401);
      }
      checkToken(presented);
      return Response.json(200, database.run(path.get(), received.body(), isContended));
    } catch (CommandRefused refusal) {
      return Response.json(refusal.status(), refusal.answer());
    } catch (NotInStandIn missing) {
      return Response.of(501, "text/plain", String.valueOf(missing.getMessage()));
    } catch (RuntimeException e) { // a bug of the stand-in, which its user should see
      return Response.of(500, "text/plain", "the stand-in failed: " + e);
    }
  }

  /** The names of the keyspace and the collection, as far as they are there. */
  private Optional<List<String>> names(String path) {
    if (!(path + "/").startsWith(basePath + "/")) {
      return Optional.empty();
    }
    List<String> names =
        Arrays.stream(path.substring(basePath.length()).split("/", -1))
            .filter(name -> !name.isEmpty())
            .toList();
    return names.size() > 2 ? Optional.empty() : Optional.of(names);
  }

  private static void checkContentType(String contentType) {
    if (!JSON.matcher(contentType).matches()) {
      throw Errors.contentType(contentType);
    }
  }

  private void checkToken(String presented) {
    if (presented.isEmpty()) {
      throw ServerErrors.internal("the token is empty");
    }
    if (presented.equals(token)) {
      return;
    }
    throw Errors.wrongToken();
  }

  private boolean isMalformed(String presented) {
    return presented.startsWith("Cassandra:")
        && !presented.equals(token)
        && !isWellFormed(presented);
  }

  private static boolean isWellFormed(String credentials) {
    var parts = CREDENTIALS.matcher(credentials);
    if (!parts.matches()) {
      return false;
    }
    try {
      Base64.getDecoder().decode(parts.group(1));
      Base64.getDecoder().decode(parts.group(2));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

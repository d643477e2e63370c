package dev.bytestore.testing.dataapi;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Checks the path, the token and the type of the body before the command. */
final class Gate {

  private static final Pattern CREDENTIALS =
      Pattern.compile("Cassandra:[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+");

  private final String basePath;
  private final String token;
  private final Database database;

  Gate(String basePath, String token, Database database) {
    this.basePath = basePath;
    this.token = token;
    this.database = database;
  }

  Response answer(DataApiRequest request, Predicate<DocumentId> isContended) {
    Optional<List<String>> path = names(request.path());
    if (!request.method().equals("POST") || path.isEmpty()) {
      return Response.empty(404);
    }
    try {
      String presented = request.header("Token").orElseThrow(Errors::missingToken);
      if (presented.startsWith("Cassandra:") && !CREDENTIALS.matcher(presented).matches()) {
        return Response.empty(401);
      }
      if (!presented.equals(token)) {
        throw Errors.wrongToken();
      }
      if (!request.header("Content-Type").orElse("none").startsWith("application/json")) {
        throw new NotInStandIn("bodies that are not called JSON");
      }
      return Response.json(200, database.run(path.get(), Command.of(request), isContended));
    } catch (CommandRefused refusal) {
      return Response.json(refusal.status(), refusal.answer());
    } catch (NotInStandIn missing) {
      return Response.of(501, "text/plain", String.valueOf(missing.getMessage()));
    } catch (RuntimeException e) { // A bug of the stand-in, or a body that is not a command.
      return Response.of(500, "text/plain", "the stand-in failed: " + e);
    }
  }

  /** The names of the keyspace and the collection, as far as the path has them. */
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
}

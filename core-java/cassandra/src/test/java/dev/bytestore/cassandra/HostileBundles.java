package dev.bytestore.cassandra;

import dev.bytestore.testing.DamagedBundles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Connects with the bundles and init strings in a directory, and with bundles that are damaged at
 * random, as many as the system property {@code seeds} says. Prints a line for each that does not
 * fail as documented. Run it with a small heap.
 */
final class HostileBundles {

  /** Parts of the passwords in the bundles; other letters of a password may be damaged. */
  private static final List<String> SECRETS = List.of("angei", "ngeit", "AstraCS", "secret");

  /** The start of each line about a problem. */
  static final String PROBLEM = "PROBLEM: ";

  private static final String TOKEN = "AstraCS:secret";

  private HostileBundles() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(HostileBundles.class.getResource("/hostile/bundles").toURI());
    int count = 0;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        check(file.getFileName().toString(), builder(file));
        count++;
      }
    }
    DamagedBundles bundles =
        new DamagedBundles(Files.readAllBytes(directory.resolveSibling("sound.zip")));
    Path file = Files.createTempFile("bundle", ".zip");
    int seeds = Integer.getInteger("seeds", 100);
    for (int seed = 0; seed < seeds; seed++) {
      Files.write(file, bundles.zip(seed));
      check("bundle " + seed, CassandraConnection.builder().secureConnectBundle(file));
      check(
          "init string " + seed,
          CassandraConnection.builder().initString(bundles.initString(seed)));
    }
    Files.delete(file);
    System.out.println("checked " + (count + 2 * seeds));
  }

  private static CassandraConnection.Builder builder(Path file) throws IOException {
    return file.toString().endsWith(".zip")
        ? CassandraConnection.builder().secureConnectBundle(file)
        : CassandraConnection.builder().initString(Files.readString(file));
  }

  private static void check(String name, CassandraConnection.Builder builder) {
    AtomicBoolean isAccepted = new AtomicBoolean();
    long start = System.nanoTime();
    Throwable failure = null;
    try {
      builder.token(TOKEN).sessionCustomizer(session -> isAccepted.set(true)).connect().close();
    } catch (Throwable e) { // checked below, whatever it is
      failure = e;
    }
    String problem = problem(failure, isAccepted.get());
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    if (problem != null || seconds > 30) {
      System.out.println(PROBLEM + name + ": " + problem + ", " + seconds + " s, " + failure);
    }
  }

  /** What is wrong with a failure; null if it is as documented. */
  private static String problem(Throwable failure, boolean isAccepted) {
    if (failure == null) {
      return "connected";
    }
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    if (SECRETS.stream().anyMatch(text.toString()::contains)) {
      return "shows a secret";
    }
    if (isAccepted) { // the bundle is still valid, but nothing listens at its address
      return failure instanceof RuntimeException ? null : "not a RuntimeException";
    }
    if (!(failure instanceof IllegalArgumentException)
        || failure.getCause() != null
        || failure.getMessage().length() > 200) {
      return "not as documented";
    }
    return null;
  }
}

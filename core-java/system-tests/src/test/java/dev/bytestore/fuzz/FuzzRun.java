package dev.bytestore.fuzz;

import dev.bytestore.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Fuzzes one target after the other, each in a JVM with a heap of 128 MB. Fails if an input breaks
 * a promise.
 *
 * <pre>{@code
 * ./mvnw -Pfuzz -Dfuzz.minutes=60 -Dfuzz.targets=bundles,data-api -Dfuzz.keep=true
 * }</pre>
 */
final class FuzzRun {

  private static final Duration LONGEST_REPLAY = Duration.ofMinutes(30);

  private FuzzRun() {}

  /**
   * Fuzzes targets.
   *
   * @param arguments the minutes for all targets together, their names or "all", whether to add
   *     inputs that reach new code to the corpus files, and the directories for results and of the
   *     corpus files
   */
  public static void main(String[] arguments) throws Exception {
    Duration time = Duration.ofSeconds(Math.round(60 * Double.parseDouble(arguments[0])));
    List<FuzzTarget> targets =
        arguments[1].equals("all")
            ? FuzzTargets.all()
            : Stream.of(arguments[1].split(",", -1)).map(FuzzTargets::named).toList();
    boolean keep = Boolean.parseBoolean(arguments[2]);
    Path corpusFiles = Path.of(arguments[4]);

    List<String> summary = new ArrayList<>();
    boolean failed = false;
    for (FuzzTarget target : targets) {
      target.start();
      Path directory = emptied(Path.of(arguments[3], target.name()));
      Jazzer jazzer = new Jazzer(target, directory);
      Corpus.unpack(Corpus.of(target), jazzer.corpus());
      Jazzer.Result result = jazzer.fuzz(time.dividedBy(targets.size()));
      summary.add(result.toString());
      System.out.println(result);
      boolean ran = result.executions() > 0 && result.coverage() > 0;
      List<String> problems = withoutJazzer(target, jazzer.corpus());
      failed |= !ran || !result.findings().isEmpty() || !problems.isEmpty();
      result.findings().forEach(System.out::println);
      problems.forEach(System.out::println);
      if (keep) {
        Path file = corpusFiles.resolve(target.name() + ".txt");
        int kept = Corpus.pack(jazzer.minimized(), target.seeds(), file);
        System.out.println(target.name() + ": " + kept + " inputs are in the corpus file now");
      }
    }
    System.out.println("== fuzz");
    summary.forEach(System.out::println);
    System.exit(failed ? 1 : 0);
  }

  /** Runs the inputs that reached new code again, with exact limits. Returns the problems. */
  private static List<String> withoutJazzer(FuzzTarget target, Path inputs) {
    ChildJvm.Result result =
        new ChildJvm(target.needsServer() ? FuzzServer.environment() : Map.of())
            .options("-Xmx128m", "-Xss512k")
            .run(CorpusReplay.class, LONGEST_REPLAY, target.name() + "=" + inputs);
    List<String> problems =
        new ArrayList<>(
            result.output().stream()
                .filter(line -> line.startsWith(CorpusReplay.PROBLEM))
                .toList());
    boolean ran = result.output().stream().anyMatch(line -> line.matches(".*: [1-9]\\d* inputs"));
    if (result.exitCode() != 0 || !ran) {
      problems.add("%s was not run again without Jazzer".formatted(target.name()));
      problems.addAll(result.output());
    }
    return problems;
  }

  private static Path emptied(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(directory);
  }
}

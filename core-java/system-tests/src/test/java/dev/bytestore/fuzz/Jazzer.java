package dev.bytestore.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs Jazzer, which looks for inputs that reach new code, for one target in a JVM of its own. */
final class Jazzer {

  private static final Pattern EXECUTIONS =
      Pattern.compile("stat::number_of_executed_units: (\\d+)");
  private static final Pattern COVERAGE = Pattern.compile(" cov: (\\d+) ");
  private static final Pattern UNUSED =
      Pattern.compile(
          "(testcontainers|byte-buddy|archunit|docker-java|opennlp|assertj|jqwik|bcprov|tink"
              + "|protobuf|jtokkit|micrometer|jmh|commons-math|commons-compress|HdrHistogram).*");
  private static final int SHORT_SECONDS = 30;
  private static final int LINES_OF_A_FAILURE = 60;

  /** Words that the fuzzer inserts in addition to those that the code compares with. */
  private static final List<String> DICTIONARY =
      List.of(
          Secrets.TEXT,
          Secrets.NUMBER,
          "null",
          "true",
          "NaN",
          "1e400",
          "[]",
          "{}",
          "[[",
          "\"",
          "\\\"",
          "\\ud800",
          "\"lc\":1,",
          "==");

  private final FuzzTarget target;
  private final Path directory;

  Jazzer(FuzzTarget target, Path directory) {
    this.target = target;
    this.directory = directory;
  }

  /**
   * @param findings descriptions of inputs that broke a promise, with their Base64
   */
  record Result(String target, long executions, long seconds, int coverage, List<String> findings) {

    @Override
    public String toString() {
      return "%s: %,d inputs in %,d s, %,d branches reached, %d findings"
          .formatted(target, executions, seconds, coverage, findings.size());
    }
  }

  /** The directory of the inputs, one in each file. */
  Path corpus() {
    return directory.resolve("corpus");
  }

  Result fuzz(Duration time) throws Exception {
    Files.write(dictionary(), DICTIONARY.stream().map(Jazzer::quoted).toList());
    long start = System.nanoTime();
    int exitCode =
        run(
            time.toSeconds() < SHORT_SECONDS,
            corpus().toString(),
            "-dict=" + dictionary(),
            "-max_total_time=" + Math.max(1, time.toSeconds()),
            "-print_final_stats=1");
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    List<String> log = Files.readAllLines(log());
    return new Result(
        target.name(),
        last(EXECUTIONS, log),
        seconds,
        (int) last(COVERAGE, log),
        exitCode == 0 ? List.of() : findings(log));
  }

  /** Selects as few inputs as possible that reach all the code that the corpus reaches. */
  Path minimized() throws Exception {
    Path minimized = Files.createDirectories(directory.resolve("minimized"));
    if (run(true, "-merge=1", minimized.toString(), corpus().toString()) != 0) {
      throw new IllegalStateException("cannot minimize the corpus; see " + log());
    }
    return minimized;
  }

  private int run(boolean isShort, String... options) throws Exception {
    String separator = File.pathSeparator;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-Xss1m", "-XX:+UseSerialGC", "-cp", classPath()));
    if (isShort) { // the JIT's second compiler would take longer than it saves
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("-Dfuzz.target=" + target.name());
    command.add("com.code_intelligence.jazzer.Jazzer");
    command.add("--target_class=" + JazzerEntry.class.getName());
    command.add(
        "--instrumentation_includes=dev.bytestore.**"
            + separator
            + "com.fasterxml.jackson.core.**");
    command.add(
        "--instrumentation_excludes=dev.bytestore.testing.**"
            + separator
            + "dev.bytestore.fuzz.**");
    command.add("--custom_hook_includes=dev.bytestore.**");
    // Reports every connection, and the targets connect to their own servers.
    command.add(
        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery");
    command.add("--reproducer_path=" + directory);
    command.addAll(List.of(options));
    command.add("-artifact_prefix=" + directory + File.separator);
    command.add("-timeout=300");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
    if (target.needsServer()) {
      builder.environment().putAll(FuzzServer.environment());
    }
    return builder.start().waitFor();
  }

  /** Leaves out large libraries without code under test. Jazzer scans all classes that it gets. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !UNUSED.matcher(Path.of(entry).getFileName().toString()).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private List<String> findings(List<String> log) throws IOException {
    List<String> findings = new ArrayList<>();
    findings.add(
        String.join("\n", log.subList(Math.max(0, log.size() - LINES_OF_A_FAILURE), log.size())));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().matches("(crash|timeout|oom)-.*")) {
          findings.add(
              "add this line to the corpus file: "
                  + Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
        }
      }
    }
    return findings;
  }

  private static long last(Pattern number, List<String> log) {
    long last = 0;
    for (String line : log) {
      Matcher matcher = number.matcher(line);
      if (matcher.find()) {
        last = Long.parseLong(matcher.group(1));
      }
    }
    return last;
  }

  private static String quoted(String word) {
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private Path dictionary() {
    return directory.resolve("dictionary.txt");
  }

  private Path log() {
    return directory.resolve("log.txt");
  }
}

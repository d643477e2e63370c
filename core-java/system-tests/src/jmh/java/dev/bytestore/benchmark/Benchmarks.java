package dev.bytestore.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the parts of the benchmarks one after the other, each in a new JVM, and writes a report of
 * everything that was measured so far.
 *
 * <p>{@code ./mvnw -Pbenchmarks} runs all of them, {@code ./mvnw -Pbenchmarks
 * "-Dbenchmarks=cluster"} some, and {@code "-Dbenchmarks=report"} writes the report only.
 */
public final class Benchmarks {

  /** A part that can run alone. Its main class writes the {@link Figures} with the same name. */
  private record Part(String name, String mainClass, String heap) {}

  private static final List<Part> PARTS =
      List.of(
          new Part(Requests.PART, "dev.bytestore.benchmark.Requests", "2g"),
          new Part(Costs.PART, "dev.bytestore.benchmark.Costs", "2g"),
          new Part(Clients.PART, "dev.bytestore.benchmark.Clients", "1g"),
          new Part(Profile.PART, "dev.bytestore.benchmark.Profile", "2g"),
          new Part(DocumentCalls.PART, "dev.bytestore.benchmark.DocumentCalls", "2g"),
          new Part("kotlin", "dev.bytestore.benchmark.KotlinBenchmark", "2g"),
          new Part("cluster", "dev.bytestore.benchmark.Cluster", "1g"),
          new Part("scale", "dev.bytestore.benchmark.Scale", "64m"),
          new Part("flood", "dev.bytestore.benchmark.Flood", "512m"));

  private static final String REPORT = "report";

  private Benchmarks() {}

  /**
   * Runs the parts that {@code arguments} name, or all parts, and writes the report. Arguments that
   * name no part are passed to the parts.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> names = PARTS.stream().map(Part::name).toList();
    List<String> wanted = Arrays.stream(arguments).filter(names::contains).toList();
    List<String> others =
        Arrays.stream(arguments)
            .filter(argument -> !names.contains(argument) && !argument.equals(REPORT))
            .toList();
    for (Part part : PARTS) {
      if (arguments.length == 0 || wanted.contains(part.name())) {
        run(part, others);
      }
    }
    Report.write();
  }

  private static void run(Part part, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + part.heap());
    command.addAll(List.of("-classpath", System.getProperty("java.class.path"), part.mainClass()));
    command.addAll(arguments);
    System.out.printf("%n== %s%n", part.name());
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("%s exited with code %d".formatted(part.name(), exit));
    }
  }
}

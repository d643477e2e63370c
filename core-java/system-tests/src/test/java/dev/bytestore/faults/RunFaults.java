package dev.bytestore.faults;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Runs one of the plans, and fails if a promise was broken:
 *
 * <ul>
 *   <li>{@code full}: faults of all kinds in turn, for some minutes, with a random seed
 *   <li>{@code short}: three faults with a fixed seed
 *   <li>names of faults, such as {@code kill,full_disk}: each of them once
 *   <li>{@code schema}: {@link SchemaRace}
 *   <li>{@code tombstones}: {@link Tombstones}
 * </ul>
 */
public final class RunFaults {

  private static final List<Faults.Kind> SHORT_PLAN =
      List.of(Faults.Kind.PARTITION, Faults.Kind.CUT, Faults.Kind.KILL);
  private static final long SEED_OF_SHORT_PLAN = 20;

  private RunFaults() {}

  /** The arguments: the plan, and for how many minutes the full one runs. */
  public static void main(String[] arguments) throws Exception {
    endWithParent();
    boolean isClean;
    try {
      isClean =
          switch (arguments[0]) {
            case "full" ->
                run(
                    List.of(Faults.Kind.values()),
                    Duration.ofMinutes(Long.parseLong(arguments[1])),
                    new Random().nextLong());
            case "short" -> run(SHORT_PLAN, Duration.ZERO, SEED_OF_SHORT_PLAN);
            case "schema" -> SchemaRace.run();
            case "tombstones" -> Tombstones.run();
            default -> run(kinds(arguments[0]), Duration.ZERO, new Random().nextLong());
          };
    } catch (Exception e) {
      e.printStackTrace();
      isClean = false;
    }
    // Clients may still be running after a failure.
    System.exit(isClean ? 0 : 1);
  }

  private static List<Faults.Kind> kinds(String names) {
    return Stream.of(names.toUpperCase(Locale.ROOT).split(",", -1))
        .map(Faults.Kind::valueOf)
        .toList();
  }

  /** Injects faults of {@code kinds} in turn: at least one of each, and until the time is over. */
  private static boolean run(List<Faults.Kind> kinds, Duration time, long seed) throws Exception {
    Random random = new Random(seed);
    try (FaultRun run = FaultRun.start(seed)) {
      System.out.println(run.description());
      long start = System.nanoTime();
      for (int i = 0; i < kinds.size() || System.nanoTime() - start < time.toNanos(); i++) {
        run.inject(kinds.get(i % kinds.size()), random.nextInt(FaultRun.NODES));
      }
      Report report = run.finish();
      System.out.printf(
          "%d s, seed %d%n%s",
          Duration.ofNanos(System.nanoTime() - start).toSeconds(), seed, report);
      return report.isClean();
    }
  }

  /** Ends this JVM, and with it the nodes, if the build that runs it is killed. */
  private static void endWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(build -> build.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
  }
}

package dev.bytestore.fuzz;

/** What Jazzer calls. The system property {@code fuzz.target} names the target. */
public final class JazzerEntry {

  private static FuzzRunner runner;

  private JazzerEntry() {}

  /** Called once, before any input. */
  public static void fuzzerInitialize() throws Exception {
    FuzzTarget target = FuzzTargets.named(System.getProperty("fuzz.target"));
    target.start();
    runner = new FuzzRunner(target);
  }

  /** Called with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    runner.run(input);
  }
}

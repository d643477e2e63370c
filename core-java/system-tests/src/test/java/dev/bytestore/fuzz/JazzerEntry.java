package dev.bytestore.fuzz;

/** What Jazzer calls. The system property {@code fuzz.target} names the target. */
public final class JazzerEntry {

  /**
   * Jazzer's hooks allocate on the same thread: for some inputs, a hundred times as much as the
   * code itself. As the limits are generous, ten times the limit is enough. The inputs that reach
   * new code are run again without Jazzer, where the limit is exact.
   */
  private static final int MORE_ALLOCATED = 10;

  private static FuzzRunner runner;

  private JazzerEntry() {}

  /** Called once, before any input. */
  public static void fuzzerInitialize() throws Exception {
    FuzzTarget target = FuzzTargets.named(System.getProperty("fuzz.target"));
    target.start();
    runner = new FuzzRunner(target, MORE_ALLOCATED);
  }

  /** Called with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    runner.run(input);
  }
}

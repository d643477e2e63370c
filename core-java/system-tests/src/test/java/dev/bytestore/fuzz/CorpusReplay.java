package dev.bytestore.fuzz;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Runs the targets that the arguments name on their corpus, and prints a line for each input that
 * breaks a promise. Run it with a small heap.
 */
final class CorpusReplay {

  /** The start of each line about an input that breaks a promise. */
  static final String PROBLEM = "PROBLEM: ";

  private CorpusReplay() {}

  public static void main(String[] names) throws Exception {
    for (String name : names) {
      FuzzTarget target = FuzzTargets.named(name);
      target.start();
      FuzzRunner runner = new FuzzRunner(target);
      List<byte[]> inputs = Corpus.of(target);
      for (byte[] input : inputs) {
        try {
          runner.run(input);
        } catch (Throwable e) { // whatever it is, it was not expected
          System.out.printf(
              "%s%s %s: %s%n",
              PROBLEM,
              name,
              Base64.getEncoder()
                  .encodeToString(Arrays.copyOf(input, Math.min(input.length, 3_000))),
              Secrets.printed(e));
        }
      }
      System.out.println(name + ": " + inputs.size() + " inputs");
    }
    System.exit(0); // the servers of some targets have threads
  }
}

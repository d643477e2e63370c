package dev.bytestore.fuzz;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;

/**
 * Runs the targets that the arguments name, and prints a line for each input that breaks a promise.
 * The inputs are those of the corpus, or for an argument {@code name=directory}, the files in that
 * directory. Run it with a small heap.
 */
final class CorpusReplay {

  /** The start of each line about an input that breaks a promise. */
  static final String PROBLEM = "PROBLEM: ";

  private CorpusReplay() {}

  public static void main(String[] arguments) throws Exception {
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      String name = parts[0];
      FuzzTarget target = FuzzTargets.named(name);
      target.start();
      FuzzRunner runner = new FuzzRunner(target);
      Collection<byte[]> inputs =
          parts.length == 1 ? Corpus.of(target) : Corpus.contents(Path.of(parts[1])).values();
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

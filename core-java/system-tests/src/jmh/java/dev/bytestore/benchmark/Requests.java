package dev.bytestore.benchmark;

import static dev.bytestore.benchmark.Scenarios.keyed;
import static dev.bytestore.benchmark.Scenarios.listing;
import static dev.bytestore.benchmark.Scenarios.prefix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Every operation of the store beside its peers, on one node.
 *
 * <p>{@code ./mvnw -Pbenchmarks "-Dbenchmarks=requests"}; with names of operations behind it, as in
 * {@code "-Dbenchmarks=requests mget"}, only those.
 */
public final class Requests {

  static final String PART = "requests";
  static final String STORE = "store";
  static final String CEILING = "hand-written loop";
  static final String ONE_KEY_A_REQUEST = "one key per request";

  private Requests() {}

  /** Measures the operations that {@code arguments} name, or all. */
  public static void main(String[] arguments) throws RunnerException {
    Figures figures = Figures.of(PART);
    for (Scenario scenario : scenarios()) {
      if (arguments.length == 0 || Arrays.stream(arguments).anyMatch(scenario.name()::startsWith)) {
        scenario.measure(figures);
      }
    }
    figures.write();
    System.exit(0);
  }

  private static List<Scenario> scenarios() {
    List<Scenario> all = new ArrayList<>();
    Map<String, String> reading = Scenarios.READING;
    all.add(keyed("mget", reading, 1, 100, 1));
    all.add(keyed("mget", reading, 1, 100, 64));
    all.add(keyed("mget", reading, 100, 100, 1));
    all.add(keyed("mget", reading, 100, 100, 64));
    all.add(keyed("mget", reading, 2_000, 100, 1));
    all.add(keyed("mget", reading, 2_000, 100, 8));
    all.add(keyed("mget", reading, 10_000, 100, 1));
    all.add(keyed("mget", reading, 2_000, 1_024, 1));
    all.add(keyed("mget", reading, 100, 65_536, 1));
    Map<String, String> writing = Scenarios.WRITING;
    all.add(keyed("mset", writing, 1, 100, 1));
    all.add(keyed("mset", writing, 100, 100, 1));
    all.add(keyed("mset", writing, 100, 100, 64));
    all.add(keyed("mset", writing, 2_000, 100, 1));
    all.add(keyed("mset", writing, 2_000, 100, 8));
    all.add(keyed("mset", writing, 10_000, 100, 1));
    all.add(keyed("mset", writing, 2_000, 1_024, 1));
    all.add(keyed("mset", writing, 100, 65_536, 1));
    all.add(keyed("mdelete", reading, 2_000, 0, 1));
    all.add(keyed("mdelete", reading, 2_000, 0, 8));
    all.add(keyed("mdelete", reading, 10_000, 0, 1));
    all.add(listing(100_000, 100));
    all.add(listing(100_000, 1_024));
    all.add(listing(2_000, 65_536));
    all.add(prefix(100_000, 100));
    all.add(prefix(100_000, 1_024));
    all.add(prefix(2_000, 65_536));
    return all;
  }
}

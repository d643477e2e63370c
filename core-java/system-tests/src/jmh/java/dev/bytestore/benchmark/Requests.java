package dev.bytestore.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
    Map<String, String> reading = ways("one IN", "oneIn");
    all.add(keyed("mget", reading, 1, 100, 1));
    all.add(keyed("mget", reading, 1, 100, 64));
    all.add(keyed("mget", reading, 100, 100, 1));
    all.add(keyed("mget", reading, 100, 100, 64));
    all.add(keyed("mget", reading, 2_000, 100, 1));
    all.add(keyed("mget", reading, 2_000, 100, 8));
    all.add(keyed("mget", reading, 10_000, 100, 1));
    all.add(keyed("mget", reading, 2_000, 1_024, 1));
    all.add(keyed("mget", reading, 100, 65_536, 1));
    Map<String, String> writing = ways("one after the other", "oneAfterTheOther");
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

  /** The store first, as the others are compared with it. */
  private static Map<String, String> ways(String pythons, String method) {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put(STORE, "store");
    ways.put(CEILING, "ceiling");
    ways.put(pythons, method);
    ways.put(ONE_KEY_A_REQUEST, "oneKeyARequest");
    return ways;
  }

  /**
   * @param valueBytes 0 where there are no values
   */
  private static Scenario keyed(
      String operation, Map<String, String> ways, int keys, int valueBytes, int callers) {
    String what =
        (keys == 1 ? "%s of %,d key" : "%s of %,d keys").formatted(operation, keys)
            + (valueBytes == 0 ? "" : ", " + size(valueBytes))
            + (callers == 1 ? "" : ", %d callers".formatted(callers));
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("keys", String.valueOf(keys));
    if (valueBytes > 0) {
      parameters.put("valueBytes", String.valueOf(valueBytes));
    }
    String benchmark = Character.toUpperCase(operation.charAt(0)) + operation.substring(1);
    return new Scenario(what, benchmark + "Benchmark", ways, parameters, callers, keys);
  }

  private static Scenario listing(int keys, int valueBytes) {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put(STORE, "store");
    ways.put(CEILING, "ceiling");
    ways.put("full rows", "fullRows");
    ways.put("keys, one page after the other", "distinct");
    return listing("listing", ways, keys, valueBytes);
  }

  private static Scenario prefix(int keys, int valueBytes) {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put(STORE, "prefixStore");
    ways.put(CEILING, "prefixCeiling");
    ways.put("full rows", "prefixFullRows");
    return listing("listing by prefix, 1% of", ways, keys, valueBytes);
  }

  private static Scenario listing(String what, Map<String, String> ways, int keys, int valueBytes) {
    return new Scenario(
        "%s %,d keys, %s".formatted(what, keys, size(valueBytes)),
        "ListingBenchmark",
        ways,
        Map.of("keys", String.valueOf(keys), "valueBytes", String.valueOf(valueBytes)),
        1,
        keys);
  }

  private static String size(int bytes) {
    return bytes < 1_024 ? bytes + " B" : bytes / 1_024 + " KiB";
  }
}

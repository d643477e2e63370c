package dev.bytestore.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the scenarios of the operations on one node. */
final class Scenarios {

  static final String ONE_AFTER_THE_OTHER = "one after the other";
  static final Map<String, String> READING = ways("one IN", "oneIn");
  static final Map<String, String> WRITING = ways(ONE_AFTER_THE_OTHER, "oneAfterTheOther");

  private Scenarios() {}

  /** The store first, as the others are compared with it. */
  private static Map<String, String> ways(String pythons, String method) {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put(Requests.STORE, "store");
    ways.put(Requests.CEILING, "ceiling");
    ways.put(pythons, method);
    ways.put(Requests.ONE_KEY_A_REQUEST, "oneKeyARequest");
    return ways;
  }

  /**
   * @param valueBytes 0 where there are no values
   */
  static Scenario keyed(
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

  static Scenario listing(int keys, int valueBytes) {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put(Requests.STORE, "store");
    ways.put(Requests.CEILING, "ceiling");
    ways.put("full rows", "fullRows");
    ways.put("keys, one page after the other", "distinct");
    return listing("listing", ways, keys, valueBytes);
  }

  static Scenario prefix(int keys, int valueBytes) {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put(Requests.STORE, "prefixStore");
    ways.put(Requests.CEILING, "prefixCeiling");
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

  static String size(int bytes) {
    return bytes < 1_024 ? bytes + " B" : bytes / 1_024 + " KiB";
  }
}

package dev.bytestore.interop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.testing.ChildJvm;
import dev.bytestore.testing.dataapi.DataApiRequest;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints how much faster this store is than Python's {@code AstraDBByteStore}, for the first call
 * in a new process and for later calls, and how fast handwritten calls are. Each round starts one
 * process per side, one after the other. The stand-in takes as long for a command as a real server
 * took on two busy cores.
 *
 * <p>{@code ./mvnw -Pquickstart -Dquickstart.main=dev.bytestore.interop.DataApiRatios}
 */
public final class DataApiRatios {

  private static final int PROCESSES = Integer.getInteger("processes", 7);
  private static final int ROUNDS = Integer.getInteger("rounds", 30);
  private static final int WARM = ROUNDS / 3;
  private static final String COLLECTION = "ratios";

  private final DataApiServer server = DataApiServer.start();

  private DataApiRatios() {}

  public static void main(String[] arguments) {
    new DataApiRatios().compare();
    System.exit(0);
  }

  private void compare() {
    AstraDbByteStore.builder(SharedDataApi.connection(server))
        .collection(COLLECTION)
        .build()
        .blocking()
        .mset(DataApiCalls.entries(DataApiCalls.LISTED));
    server.delay(DataApiRatios::latency);
    List<double[][]> python = new ArrayList<>();
    List<double[][]> ours = new ArrayList<>();
    List<double[][]> byHand = new ArrayList<>();
    for (int process = 0; process < PROCESSES; process++) {
      python.add(python());
      ours.add(java(DataApiCalls.class));
      byHand.add(java(HandWrittenCalls.class));
      System.out.printf(
          "Python       %s%nthis store   %s%nby hand      %s%n",
          text(python.get(process)), text(ours.get(process)), text(byHand.get(process)));
    }
    print("Python / this store", python, ours);
    print("Python / by hand", python, byHand);
  }

  private static void print(String what, List<double[][]> their, List<double[][]> our) {
    for (int call = 0; call < 2; call++) {
      double[] first = new double[PROCESSES];
      double[] later = new double[PROCESSES];
      for (int process = 0; process < PROCESSES; process++) {
        first[process] = their.get(process)[call][0] / our.get(process)[call][0];
        later[process] = median(their.get(process)[call]) / median(our.get(process)[call]);
      }
      System.out.printf(
          "%s, %s: first call %s, later %s%n",
          what, call == 0 ? "overwriting" : "listing", of(first), of(later));
    }
  }

  private static String text(double[][] seconds) {
    return "overwriting %.0f ms, later %.0f ms; listing %.0f ms, later %.0f ms"
        .formatted(
            1e3 * seconds[0][0],
            1e3 * median(seconds[0]),
            1e3 * seconds[1][0],
            1e3 * median(seconds[1]));
  }

  /** The time that stargate/data-api 1.0.51 on Cassandra 5.0.9 took on two busy cores. */
  private static Duration latency(DataApiRequest request) {
    JsonNode body = request.arguments();
    double millis =
        switch (request.command()) {
          case "findOneAndReplace" -> 6;
          case "insertMany" -> 1.76 * body.path("documents").size();
          case "find" -> Math.max(5, 0.91 * body.at("/filter/_id/$in").size());
          default -> 1.4;
        };
    return Duration.ofNanos((long) (1e6 * millis));
  }

  /** The seconds that each overwrite and each listing took. */
  private double[][] python() {
    double[][] seconds = new double[2][ROUNDS];
    try (PythonPeer peer = PythonPeer.alone()) {
      String store =
          peer.make("AstraDBByteStore", "SYNC", SharedDataApi.collection(server, COLLECTION));
      Map<String, Integer> sizes = Map.of("few", DataApiCalls.OVERWRITTEN, "many", 1);
      sizes.forEach(
          (name, count) ->
              peer.call(
                  "entries",
                  Map.of("name", name, "count", count, "size", DataApiCalls.VALUE_BYTES)));
      for (int round = 0; round < ROUNDS; round++) {
        seconds[0][round] = seconds(peer, store, "mset", "few");
        seconds[1][round] = seconds(peer, store, "yield_keys", "many");
      }
    }
    return seconds;
  }

  private static double seconds(PythonPeer peer, String store, String method, String entries) {
    Map<String, Object> arguments = new HashMap<>();
    arguments.putAll(Map.of("on", store, "method", method, "entries", entries));
    arguments.put("prefix", null);
    return peer.call("seconds", arguments).get("seconds").doubleValue();
  }

  private double[][] java(Class<?> main) {
    double[][] seconds = new double[2][ROUNDS];
    List<String> lines =
        new ChildJvm()
                .run(
                    main,
                    Duration.ofMinutes(3),
                    server.endpoint(),
                    server.basePath(),
                    server.keyspace(),
                    server.token(),
                    COLLECTION,
                    Integer.toString(ROUNDS))
                .output()
                .stream()
                .filter(line -> line.matches("[0-9.E-]+ [0-9.E-]+"))
                .toList();
    for (int round = 0; round < ROUNDS; round++) {
      String[] times = lines.get(round).split(" ", 2);
      seconds[0][round] = Double.parseDouble(times[0]);
      seconds[1][round] = Double.parseDouble(times[1]);
    }
    return seconds;
  }

  private static String of(double[] ratios) {
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    return "%.2f (%.2f to %.2f)"
        .formatted(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }

  /** The median of the rounds after the first third. */
  private static double median(double[] seconds) {
    double[] sorted = Arrays.copyOfRange(seconds, WARM, seconds.length);
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}

package dev.bytestore.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Where the client spends its time, from samples of JDK Flight Recorder.
 *
 * <p>{@code ./mvnw -Pbenchmarks "-Dbenchmarks=profile"}
 */
public final class Profile {

  static final String PART = "profile";
  static final String IMAGE = "images/benchmark-flame.svg";

  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final TimeValue TURN = TimeValue.seconds(20);
  private static final String DRIVER_THREAD = "s0-io";

  /** What the code at the top of a stack belongs to, by the start of its name. */
  private static final Map<String, String> LAYERS = new LinkedHashMap<>();

  static {
    LAYERS.put("dev.bytestore.benchmark", "benchmark");
    LAYERS.put("dev.bytestore", "bytestore");
    LAYERS.put("com.datastax", "driver");
    LAYERS.put("io.netty", "netty");
    LAYERS.put("java.util.concurrent", "JDK: futures, queues and waiting");
    LAYERS.put("", "JDK: other");
  }

  private Profile() {}

  /** Profiles the store and the loop, and writes the figures and the flame graph. */
  public static void main(String[] arguments) throws RunnerException, IOException {
    Figures figures = Figures.of(PART);
    Map<String, String> reading = Scenarios.READING;
    for (Scenario scenario :
        List.of(
            Scenarios.keyed("mget", reading, 2_000, 100, 1),
            Scenarios.keyed("mget", reading, 1, 100, 64))) {
      for (String way : List.of(Requests.STORE, Requests.CEILING)) {
        FlameGraph flames = record(scenario, way, figures);
        if (scenario.keys() > 1 && way.equals(Requests.STORE)) {
          Path image = Path.of("docs").resolve(IMAGE);
          Files.writeString(image, flames.svg("Samples of an mget of 2,000 keys"));
        }
      }
    }
    figures.write();
    System.exit(0);
  }

  private static FlameGraph record(Scenario scenario, String way, Figures figures)
      throws RunnerException, IOException {
    scenario.run(way, TimeValue.seconds(WARM_UP.toSeconds()));
    Path file = Files.createTempFile("bytestore", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
      recording.start();
      scenario.run(way, TURN);
      recording.stop();
      recording.dump(file);
    }
    FlameGraph flames = new FlameGraph();
    Map<String, Integer> layers = new LinkedHashMap<>();
    LAYERS.values().forEach(layer -> layers.put(layer, 0));
    int samples = 0;
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().equals("jdk.ExecutionSample")
          && event.getStackTrace() != null) {
        List<String> stack = stack(event);
        flames.add(stack);
        layers.merge(layer(stack.get(stack.size() - 1)), 1, Integer::sum);
        samples++;
      }
    }
    Files.delete(file);
    String name = "%s: %s".formatted(way, scenario.name());
    int all = Math.max(1, samples);
    layers.forEach((layer, count) -> figures.add(name, layer, (double) count / all));
    System.out.printf("%s, %d samples: %s%n", name, samples, layers);
    return flames;
  }

  /** The methods on a stack, the thread first. */
  private static List<String> stack(RecordedEvent event) {
    List<String> stack = new ArrayList<>();
    for (RecordedFrame frame : event.getStackTrace().getFrames()) {
      String type = frame.getMethod().getType().getName();
      stack.add(type + "." + frame.getMethod().getName());
    }
    stack.add(thread(event.getThread("sampledThread")));
    Collections.reverse(stack);
    return stack;
  }

  private static String thread(RecordedThread thread) {
    String name = thread == null ? null : thread.getJavaName();
    if (name == null) {
      return "other threads";
    }
    return name.contains("jmh-worker")
        ? "callers"
        : name.startsWith(DRIVER_THREAD) ? "the driver's threads" : "other threads";
  }

  private static String layer(String method) {
    return LAYERS.entrySet().stream()
        .filter(layer -> method.startsWith(layer.getKey()))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}

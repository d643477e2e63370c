package dev.bytestore.benchmark;

import com.datastax.oss.driver.api.core.session.Session;
import dev.bytestore.benchmark.BarChart.Bar;
import dev.bytestore.benchmark.Figures.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes docs/benchmarks.md, and its charts, out of the figures of all parts. */
final class Report {

  private static final Path DOCS = Path.of("docs");
  private static final List<String> PYTHONS_WAYS =
      List.of("one after the other", "one IN", "full rows");

  private final Markdown page = new Markdown();

  private Report() {}

  static void write() throws IOException {
    Report report = new Report();
    report.start();
    Optional<Figures> requests = Figures.read(Requests.PART);
    if (requests.isPresent()) {
      report.requests(requests.get());
    }
    Figures.read("kotlin").ifPresent(report::kotlin);
    Figures.read(Allocation.PART).ifPresent(report::allocation);
    Optional<Figures> scale = Figures.read("scale");
    if (scale.isPresent()) {
      report.scale(scale.get());
    }
    Figures.read("flood").ifPresent(report::flood);
    Figures.read("cluster").ifPresent(report::cluster);
    report.end();
    Files.writeString(DOCS.resolve("benchmarks.md"), report.page.toString());
  }

  private void start() {
    page.heading(1, "Benchmarks")
        .paragraph(
            """
            Made by one command, which measures all of it anew and writes this page; a single part, such as
            `cluster`, is measured by `"-Dbenchmarks=cluster"`. Ratios hold elsewhere, absolute figures do not.""")
        .code("./mvnw -Pbenchmarks")
        .paragraph(
            "Measured on %d cores (%s), which servers and client shared; JDK %s, Cassandra %s, driver %s."
                .formatted(
                    Runtime.getRuntime().availableProcessors(),
                    System.getProperty("os.arch"),
                    System.getProperty("java.version"),
                    System.getProperty("cassandra.version", "of another version"),
                    Session.OSS_DRIVER_COORDINATES.getVersion()))
        .paragraph(
            """
            *Python's way* is what LangChain's Python class does, in Java and by the same driver: writes one after the other,
            reads and deletes by one `IN` of all keys, lists full rows a page after the other and filters a prefix in the client.
            The *ceiling* is the best loop that we could write by hand over the raw driver for just that case. All ways of one
            line ran in the same JVM on the same server, and took turns; a figure is the median of its rounds, in brackets
            the range that half of them lie in.""");
  }

  private void requests(Figures figures) throws IOException {
    List<Bar> bars = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (String scenario : figures.scenarios()) {
      Series store = figures.find(scenario, Requests.STORE).orElseThrow();
      Optional<Series> python = python(figures, scenario);
      if (python.isPresent() && !scenario.contains("callers") && !scenario.contains(" 1 key,")) {
        double times = store.dividedBy(python.get()).median();
        bars.add(new Bar(scenario, times, "%s times".formatted(decimal(times))));
      }
      rows.add(
          List.of(
              scenario,
              thousands(store.median()),
              ratio(figures.find(scenario, Requests.CEILING).map(store::dividedBy)),
              ratio(python.map(store::dividedBy)),
              ratio(figures.find(scenario, Requests.ONE_KEY_A_REQUEST).map(store::dividedBy))));
    }
    chart("benchmarks-python.svg", "How many times as fast as Python's way, for one caller", bars);
    page.heading(2, "Every operation")
        .image("How many times as fast as Python's way", "benchmarks-python.svg")
        .table(
            List.of("", "keys/s", "by the ceiling", "by Python's way", "by one key a request"),
            rows)
        .paragraph(
            """
            A turn takes 0.2 s, or one operation where that is longer. All ways take 15 turns; the store and the ceiling then
            go on alone for 30 s, as fewer rounds do not tell apart what is so close.
            Whatever reads hands out the values, by key or by place. A listing counts the keys that were passed, also where a
            prefix leaves few of them. It is bound by the server's processor here: a key costs the server nearly as much without
            its value as with it where that is small, so that two cores give about twice what one request after the other gets;
            where values are large it is more. Where eight callers read at once, an `IN` of all keys each keeps the server busy
            too, and is fewer requests: on one node it is then as fast or faster, on several it is not.""");
  }

  private static Optional<Series> python(Figures figures, String scenario) {
    return PYTHONS_WAYS.stream().flatMap(way -> figures.find(scenario, way).stream()).findFirst();
  }

  private void kotlin(Figures figures) {
    page.heading(2, "Kotlin")
        .paragraph(
            "A suspend function in `runBlocking`, and the future of Java with a `join`; a `Flow`, and pages.")
        .table(
            List.of("", "Kotlin, keys/s", "by Java"),
            figures.scenarios().stream()
                .map(
                    scenario -> {
                      Series kotlin = figures.find(scenario, "Kotlin").orElseThrow();
                      return List.of(
                          scenario,
                          thousands(kotlin.median()),
                          ratio(figures.find(scenario, "Java").map(kotlin::dividedBy)));
                    })
                .toList());
  }

  private void allocation(Figures figures) {
    List<List<String>> requests = new ArrayList<>();
    List<List<String>> pieces = new ArrayList<>();
    for (String scenario : figures.scenarios()) {
      if (figures.find(scenario, Requests.STORE).isPresent()) {
        double store = figures.median(scenario, Requests.STORE);
        double driver = figures.median(scenario, Allocation.DRIVER);
        requests.add(
            List.of(scenario, thousands(store), thousands(driver), thousands(store - driver)));
      } else {
        pieces.add(
            List.of(
                "`%s`".formatted(scenario),
                thousands(figures.median(scenario, Allocation.NANOSECONDS)),
                thousands(figures.median(scenario, Allocation.BYTES))));
      }
    }
    page.heading(2, "What is allocated")
        .paragraph(
            "Bytes a key in the client, as JMH's `gc` profiler counts them over all threads.")
        .table(List.of("", "here", "by a loop over the driver", "beyond that"), requests)
        .paragraph("What needs no server; nanoseconds and bytes an operation.")
        .table(List.of("", "ns", "bytes"), pieces);
  }

  private void scale(Figures figures) throws IOException {
    List<Bar> bars = new ArrayList<>();
    for (String scenario : figures.scenarios()) {
      for (String way : List.of("listing", "listing by prefix", "full rows")) {
        figures
            .find(scenario, way + ", s")
            .ifPresent(
                seconds ->
                    bars.add(
                        new Bar(
                            way + ", " + scenario,
                            seconds.median(),
                            decimal(seconds.median()) + " s")));
      }
    }
    chart("benchmarks-scale.svg", "Seconds to list a table", bars);
    page.heading(2, "Ten million keys")
        .paragraph("Written and listed by a client with a heap of 64 MB.")
        .image("Seconds to list a table", "benchmarks-scale.svg");
    waysAsRows(figures);
  }

  private void flood(Figures figures) {
    page.heading(2, "A thousand calls at once")
        .paragraph(
            """
            On one store with the default options, in a heap of 512 MB. The small call reads one key again and again, first on
            the idle store, then while the others wait.""");
    waysAsRows(figures);
  }

  /** A column for each scenario, for parts whose ways are quantities. */
  private void waysAsRows(Figures figures) {
    List<String> header = new ArrayList<>(List.of(""));
    header.addAll(figures.scenarios());
    List<List<String>> rows = new ArrayList<>();
    for (String way : figures.ways()) {
      List<String> row = new ArrayList<>(List.of(way));
      for (String scenario : figures.scenarios()) {
        row.add(figures.find(scenario, way).map(series -> number(series.median())).orElse(""));
      }
      rows.add(row);
    }
    page.table(header, rows);
  }

  private void cluster(Figures figures) {
    List<List<String>> rows = new ArrayList<>();
    for (String scenario : figures.scenarios()) {
      Series store = figures.find(scenario, Requests.STORE).orElseThrow();
      rows.add(List.of(scenario, Requests.STORE, number(store.median()), ""));
      boolean share = store.median() <= 1;
      for (String way : figures.ways()) {
        Optional<Series> other =
            way.equals(Requests.STORE) ? Optional.empty() : figures.find(scenario, way);
        other.ifPresent(
            series ->
                rows.add(
                    List.of(
                        "",
                        way,
                        number(series.median()),
                        share ? "" : ratio(Optional.of(store.dividedBy(series))))));
      }
    }
    page.heading(2, "Three nodes")
        .paragraph(
            "Three servers on one machine; keys a second, or the share of calls or requests.")
        .table(List.of("", "way", "", "the store by it"), rows);
  }

  private void end() {
    page.paragraph(
        """
        Beside Python itself: [Python](python.md#how-fast). Over the Data API: [Astra DB](astra.md#how-fast). Why requests are
        sent as they are: [decision 4](decisions/0004-group-keys-by-replica-and-limit-requests-per-store.md) and
        [decision 5](decisions/0005-list-keys-by-token-range-segments.md).""");
  }

  private static void chart(String file, String title, List<Bar> bars) throws IOException {
    Files.writeString(DOCS.resolve(file), BarChart.of(title, bars));
  }

  private static String ratio(Optional<Series> ratios) {
    return ratios
        .map(
            series ->
                "**%s** (%s to %s)"
                    .formatted(
                        decimal(series.median()),
                        decimal(series.lowerQuartile()),
                        decimal(series.upperQuartile())))
        .orElse("");
  }

  private static String number(double value) {
    return value >= 1_000 || value == Math.rint(value) ? thousands(value) : decimal(value);
  }

  private static String thousands(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }
}

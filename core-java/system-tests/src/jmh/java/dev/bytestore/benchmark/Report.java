package dev.bytestore.benchmark;

import static dev.bytestore.benchmark.Numbers.decimal;
import static dev.bytestore.benchmark.Numbers.ratio;
import static dev.bytestore.benchmark.Numbers.thousands;

import com.datastax.oss.driver.api.core.session.Session;
import dev.bytestore.benchmark.BarChart.Bar;
import dev.bytestore.benchmark.Figures.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes docs/benchmarks.md, and its charts, out of the figures of all parts. */
final class Report {

  private static final Path DOCS = Path.of("docs");
  static final List<String> PYTHONS_WAYS = List.of("one after the other", "one IN", "full rows");
  private static final String ONE_IN = "mget of 4,000 keys, replication 1, LOCAL_ONE";

  private final Markdown page = new Markdown();
  private final ReportParts parts = new ReportParts(page);

  private Report() {}

  static void write() throws IOException {
    Report report = new Report();
    Optional<Figures> requests = Figures.read(Requests.PART);
    Optional<Figures> cluster = Figures.read("cluster");
    report.start();
    if (requests.isPresent()) {
      report.requests(requests.get(), cluster);
    }
    cluster.ifPresent(report.parts::cluster);
    Optional<Figures> scale = Figures.read("scale");
    if (scale.isPresent()) {
      report.parts.scale(scale.get());
    }
    Figures.read("flood").ifPresent(report.parts::flood);
    Figures.read("kotlin").ifPresent(report.parts::kotlin);
    Figures.read(Allocation.PART).ifPresent(report.parts::allocation);
    report.end();
    Files.writeString(DOCS.resolve("benchmarks.md"), report.page.toString());
  }

  private void start() {
    page.heading(1, "Benchmarks")
        .paragraph(
            """
            This page compares the byte store in Cassandra with other ways to read, write, delete and list the same keys:

            * *Python's approach*: what LangChain's Python class `CassandraByteStore` does, written in Java with the same
              driver. It writes one entry after the other, reads and deletes with one `IN` of all keys, and lists full rows, one
              page after the other, with the prefix filtered in the client. [Python](python.md#how-fast) has a comparison with
              the Python class itself.
            * *Hand-written loop*: the fastest code for this one case that we could write with the driver alone.
            * *One key per request*: many requests in flight, with one key each.

            A ratio of 2.00 means that the store is twice as fast. Below 1.00 it is slower. Absolute figures differ on other
            machines. Ratios differ less, but they depend on the number of cores and nodes.""")
        .paragraph(
            "Measured on %d cores (%s), which client and servers share; JDK %s, Cassandra %s, driver %s."
                .formatted(
                    Runtime.getRuntime().availableProcessors(),
                    System.getProperty("os.arch"),
                    System.getProperty("java.version"),
                    System.getProperty("cassandra.version", "of another version"),
                    Session.OSS_DRIVER_COORDINATES.getVersion()));
  }

  private void requests(Figures figures, Optional<Figures> cluster) throws IOException {
    Comparison comparison = new Comparison();
    List<Double> byLoop = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (String scenario : figures.scenarios()) {
      Series store = figures.find(scenario, Requests.STORE).orElseThrow();
      Optional<Series> python = python(figures, scenario).map(store::dividedBy);
      python.ifPresent(ratios -> comparison.add(scenario, ratios.median()));
      Optional<Series> loop = figures.find(scenario, Requests.CEILING).map(store::dividedBy);
      loop.ifPresent(ratios -> byLoop.add(ratios.median()));
      rows.add(
          List.of(
              scenario,
              thousands(store.median()),
              ratio(python),
              ratio(loop),
              ratio(figures.find(scenario, Requests.ONE_KEY_A_REQUEST).map(store::dividedBy))));
    }
    chart(
        "benchmarks-python.svg",
        "Times as fast as Python's approach, one caller, one node",
        comparison.inChart().stream()
            .map(row -> new Bar(row.scenario(), row.times(), decimal(row.times()) + " times"))
            .toList(),
        comparison.notInChart());
    summary(comparison, byLoop, cluster);
    page.heading(2, "Every operation")
        .image(
            "How many times as fast as Python's approach, for one caller on one node",
            "benchmarks-python.svg")
        .paragraph(String.join("\n", comparison.notInChart()))
        .table(
            List.of(
                "one node",
                "keys/s",
                "vs. Python's approach",
                "vs. hand-written loop",
                "vs. one key per request"),
            rows)
        .paragraph(
            """
            The numbers in parentheses are the 25th and 75th percentile. Bytes and KiB are the size of a value. "64 callers"
            are 64 threads that make the same call at the same time; without a number there is one.

            **How it is measured.** All ways of a row run in the same JVM on the same server, one after the other in random
            order, for 0.2 s each or for one operation if that takes longer. There are 15 such rounds. The store and the
            hand-written loop are so close that they go on alone for another 30 s. A figure is the median of all rounds. Every
            way that reads returns the values, by key or in a list.

            **Listings** count all keys of the table, also those that do not match the prefix. The server's processor limits
            them here: reading a small value costs the server little more than reading its key alone, so two cores give about
            twice the speed of one request after the other. The larger the values, the larger the ratio.""");
  }

  private void summary(Comparison comparison, List<Double> byLoop, Optional<Figures> cluster) {
    String onCluster =
        cluster
            .flatMap(figures -> timesOneIn(figures))
            .map(
                "\nOn [three nodes](#three-nodes), the store is %s times as fast as one `IN`."
                    ::formatted)
            .orElse("");
    page.heading(2, "Summary")
        .paragraph(
            """
            * With one caller and several keys per call, the store is **%s times** as fast as Python's approach.
            * It has %s to %s times the speed of the hand-written loop.
            * On one node, it is slower than Python's approach in these cases:
            %s

            When many callers read at once, their `IN` requests keep the only node busy too, and each call is a single request.%s"""
                .formatted(
                    comparison.rangeOfChart(),
                    decimal(byLoop.stream().min(Double::compare).orElseThrow()),
                    decimal(byLoop.stream().max(Double::compare).orElseThrow()),
                    comparison.slower(),
                    onCluster));
  }

  private static Optional<String> timesOneIn(Figures cluster) {
    return cluster
        .find(ONE_IN, Requests.STORE)
        .flatMap(store -> cluster.find(ONE_IN, "one IN").map(store::dividedBy))
        .map(ratios -> decimal(ratios.median()));
  }

  private static Optional<Series> python(Figures figures, String scenario) {
    return PYTHONS_WAYS.stream().flatMap(way -> figures.find(scenario, way).stream()).findFirst();
  }

  private void end() {
    page.heading(2, "Run the benchmarks")
        .code("./mvnw -Pbenchmarks")
        .paragraph(
            """
            This measures everything in about an hour, and writes this page and its charts. It needs a JDK, and starts its own
            Cassandra. `./mvnw -Pbenchmarks "-Dbenchmarks=cluster"` measures one part. The parts are `requests` (every operation),
            `cluster` (three nodes), `scale` (ten million keys), `flood` (a thousand calls), `kotlin` and `allocation`.
            `"-Dbenchmarks=report"` only writes the page again.""")
        .paragraph(
            """
            Related: [Astra DB](astra.md#how-fast) has figures of the stores over the Data API.
            [Decision 4](decisions/0004-group-keys-by-replica-and-limit-requests-per-store.md) and
            [decision 5](decisions/0005-list-keys-by-token-range-segments.md) explain how requests and listings work.""");
  }

  static void chart(String file, String title, List<Bar> bars, List<String> notes)
      throws IOException {
    Files.writeString(DOCS.resolve(file), BarChart.of(title, bars, notes));
  }
}

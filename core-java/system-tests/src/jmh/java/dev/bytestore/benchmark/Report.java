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

  private static final Path PAGE = DOCS.resolve("benchmarks.md");
  private static final String END = "There is no benchmark of an LLM cache.";

  private final Markdown page = new Markdown();
  private final ReportParts parts = new ReportParts(page);
  private final KeptSections kept;

  private Report(KeptSections kept) {
    this.kept = kept;
  }

  static void write() throws IOException {
    Report report = new Report(KeptSections.of(PAGE, END));
    Optional<Figures> cluster = Figures.read("cluster");
    report.start();
    report.section(
        List.of("Summary", "Every operation"),
        Figures.read(Requests.PART),
        figures -> report.requests(figures, cluster));
    CostSections costs = new CostSections(report.page);
    report.section("What a key costs", Costs.PART, costs::operations);
    report.section("Other clients and options of the driver", Clients.PART, costs::clients);
    report.section("Where the time goes", Profile.PART, costs::profile);
    report.section("Documents", DocumentCalls.PART, report.parts::documents);
    report.section(List.of("Three nodes"), cluster, report.parts::cluster);
    report.section("Ten million keys", "scale", report.parts::scale);
    report.section("A thousand calls at once", "flood", report.parts::flood);
    report.section("Kotlin", "kotlin", report.parts::kotlin);
    report.end();
    Files.writeString(PAGE, report.page.toString());
  }

  /** Writes the sections of a part. */
  @FunctionalInterface
  private interface Writer {
    void write(Figures figures) throws IOException;
  }

  private void section(String title, String part, Writer writer) throws IOException {
    section(List.of(title), Figures.read(part), writer);
  }

  /** Writes the sections again if their part was measured here, and keeps them otherwise. */
  private void section(List<String> titles, Optional<Figures> figures, Writer writer)
      throws IOException {
    if (figures.isPresent()) {
      writer.write(figures.get());
      return;
    }
    for (String title : titles) {
      kept.find(title).ifPresent(text -> page.heading(2, title).paragraph(text));
    }
  }

  private void start() {
    page.heading(1, "Benchmarks")
        .paragraph(
            """
            This page compares the byte store in Cassandra with three other ways to do the same work:

            * *Python's approach*: the requests of LangChain's Python class `CassandraByteStore`, sent from Java with the same
              driver. No Python runs in these benchmarks. This approach writes one entry after the other, and reads and deletes with
              one `IN` of all keys. For a listing, it reads full rows, one page after the other, and filters the prefix in the
              client. [Python](python.md#how-fast) has a comparison with the Python class itself.
            * *Hand-written loop*: the fastest code for each operation that we could write with the driver alone.
            * *One key per request*: many requests in flight, with one key each.

            A ratio of 2.00 means that the store is twice as fast. Below 1.00 it is slower. Each round gives one ratio, and the
            tables show the median ratio. So a ratio in a table is not exactly the quotient of two speeds in that table. Absolute
            figures differ on other machines. Ratios differ less, but they depend on the number of cores and nodes.

            [Failures and overload](evidence.md) shows how stores behave while nodes fail or are busy.""")
        .paragraph(
            """
            Measured with `./mvnw -Pbenchmarks` ([how to run it](testing.md#other-commands)) on %d cores (%s), which client and
            servers share; JDK %s, Cassandra %s, driver %s. The store has its default options unless a row or section names
            others."""
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
        "Times as fast as Python's approach, one node",
        comparison.all().stream()
            .map(row -> new Bar(row.scenario(), row.times(), decimal(row.times()) + " times"))
            .toList(),
        List.of("Below 1 the store is slower."));
    summary(comparison, byLoop, cluster);
    page.heading(2, "Every operation")
        .paragraph(
            """
            The numbers in parentheses are the 25th and 75th percentile of the rounds. If 1.00 is between them, neither way is
            clearly faster. Bytes and KiB are the size of a value. "64 callers" are 64 threads that make the same call at the same
            time. Without a number there is one caller. For one caller and one key, the time of a call is 1 s divided by keys/s.""")
        .image("How many times as fast as Python's approach, on one node", "benchmarks-python.svg")
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
            **How it is measured.** All ways in a row run in the same JVM against the same server. In each of 15 rounds, each
            way runs once, in random order, for 0.2 s or for one operation if that takes longer. The store and the hand-written
            loop differ little, so these two then run further rounds for 12 s. All ways of reading return the values.

            **Listings** count all keys of the table, including those that do not match the prefix. Here, the server's processor is
            the limit. For small values, a full row costs the server little more than a key. The store is then faster only because
            it uses both cores. The larger the values, the larger the ratio.""");
  }

  private void summary(Comparison comparison, List<Double> byLoop, Optional<Figures> cluster) {
    String onCluster =
        cluster
            .flatMap(figures -> timesOneIn(figures))
            .map(
                "\n* On [three nodes](#three-nodes), one caller reads %s times as fast as with one `IN` (replication 1, `LOCAL_ONE`)."
                    ::formatted)
            .orElse("");
    page.heading(2, "Summary")
        .paragraph(
            """
            * With one caller and several keys per call, the store is **%s times** as fast as Python's approach.
            * With one key per call, it is %s times as fast.
            * It has %s to %s times the speed of the hand-written loop.%s%s"""
                .formatted(
                    comparison.rangeOfSeveralKeys(),
                    comparison.rangeOfOneKey(),
                    decimal(byLoop.stream().min(Double::compare).orElseThrow()),
                    decimal(byLoop.stream().max(Double::compare).orElseThrow()),
                    onCluster,
                    slower(comparison)));
  }

  private static String slower(Comparison comparison) {
    String slower = comparison.slower();
    return slower.isEmpty()
        ? ""
        : """

          * With many callers on one node, Python's approach can be faster. The only node is then fully busy anyway. The store
            sends one request for each 20 keys of an mget, Python's approach only one for the whole call, so the store gives the
            node more requests to handle. The ratios below 1 are:
          %s"""
            .formatted(slower);
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
    page.paragraph(END)
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

package dev.bytestore.benchmark;

import static dev.bytestore.benchmark.Numbers.decimal;
import static dev.bytestore.benchmark.Numbers.number;
import static dev.bytestore.benchmark.Numbers.percent;
import static dev.bytestore.benchmark.Numbers.ratio;
import static dev.bytestore.benchmark.Numbers.thousands;

import dev.bytestore.benchmark.BarChart.Bar;
import dev.bytestore.benchmark.Figures.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sections of the report after the first, one for each part of the benchmarks. */
final class ReportParts {

  private static final String HIGHEST_HEAP = ", highest heap, MB";

  private final Markdown page;

  ReportParts(Markdown page) {
    this.page = page;
  }

  void kotlin(Figures figures) {
    page.heading(2, "Kotlin")
        .paragraph(
            """
            Kotlin's suspend functions in `runBlocking` are compared with Java's futures and `join()`. The listing compares
            Kotlin's `Flow` of keys with Java's pages.""")
        .table(
            List.of("one node, 100 B", "Kotlin, keys/s", "vs. Java"),
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

  void documents(Figures figures) {
    page.heading(2, "Documents")
        .paragraph(
            """
            A [document store](documents.md) reads 1,000 documents with one call. It is compared with a byte store whose values are
            then parsed by Jackson's `readTree`, and with the byte store alone. The goal is 0.83 or more in the second column: at
            most 1.2 times the time. In the stored JSON, each letter that is not ASCII takes six bytes, as Python writes it.""")
        .table(
            List.of(
                "one node", "documents/s", "vs. byte store and Jackson", "vs. byte store alone"),
            figures.scenarios().stream()
                .map(
                    scenario -> {
                      Series documents =
                          figures.find(scenario, DocumentCalls.DOCUMENTS).orElseThrow();
                      return List.of(
                          scenario,
                          thousands(documents.median()),
                          ratio(
                              figures
                                  .find(scenario, DocumentCalls.PARSED_BYTES)
                                  .map(documents::dividedBy)),
                          ratio(
                              figures
                                  .find(scenario, DocumentCalls.BYTES)
                                  .map(documents::dividedBy)));
                    })
                .toList());
  }

  void scale(Figures figures) throws IOException {
    List<Bar> bars = new ArrayList<>();
    for (String scenario : figures.scenarios()) {
      for (String way : List.of("listing", "listing by prefix", "full rows")) {
        figures
            .find(scenario, way + ", s")
            .ifPresent(
                seconds ->
                    bars.add(
                        new Bar(
                            (way.equals("full rows") ? "full rows (Python's approach)" : way)
                                + ", "
                                + scenario,
                            seconds.median(),
                            decimal(seconds.median()) + " s")));
      }
    }
    Report.chart("benchmarks-scale.svg", "Seconds to list a table", bars, List.of());
    page.heading(2, "Ten million keys")
        .paragraph(
            """
            One table grows to ten million keys. The client has a heap of 64 MB and uses `pageSize(5000)`. Each column adds keys
            to the table of the column before it. The writes of the first column are slower because they run without a warm-up.
            The prefix matches 1%% of the keys. "Full rows" is Python's approach, measured only for the largest table. Right after
            a garbage collection, at most %s MB of the heap were in use."""
                .formatted(number(highestHeap(figures))))
        .image("Seconds to list a table of 2.5, 5 and 10 million keys", "benchmarks-scale.svg");
    waysAsRows(
        "one node",
        figures,
        List.of("write, keys/s", "listing, s", "listing by prefix, s", "full rows, s"));
  }

  private static double highestHeap(Figures figures) {
    return figures.scenarios().stream()
        .flatMap(
            scenario ->
                figures.ways().stream()
                    .filter(way -> way.endsWith(HIGHEST_HEAP))
                    .flatMap(way -> figures.find(scenario, way).stream()))
        .mapToDouble(Series::median)
        .max()
        .orElseThrow();
  }

  void flood(Figures figures) {
    page.heading(2, "A thousand calls at once")
        .paragraph(
            """
            A thousand calls of 1,000 keys each start at the same time on one store. The client has a heap of 512 MB. Meanwhile,
            another thread reads one key again and again. The table calls this the "small call". The small call is slower under
            load, because the server works on up to 256 other requests. The last column shows the small call alone.

            Do not compare the keys/s with the sections above. There, a call repeats the same keys. Here, each call has other keys,
            a million in all, and the client checks every value.""");
    waysAsRows(
        "one node, 100 B",
        figures,
        List.of(
            "failed calls",
            "highest heap, MB",
            "time for all calls, s",
            "keys/s",
            "most requests in flight",
            "small call, p50, ms",
            "small call, p99, ms",
            "small call, slowest, ms"));
  }

  /** A column for each scenario, for parts whose ways are quantities, and a row for each way. */
  private void waysAsRows(String corner, Figures figures, List<String> ways) {
    List<String> header = new ArrayList<>(List.of(corner));
    header.addAll(figures.scenarios());
    List<List<String>> rows = new ArrayList<>();
    for (String way : ways) {
      List<String> row = new ArrayList<>(List.of(way));
      for (String scenario : figures.scenarios()) {
        row.add(figures.find(scenario, way).map(series -> number(series.median())).orElse(""));
      }
      rows.add(row);
    }
    page.table(header, rows);
  }

  void cluster(Figures figures) {
    List<List<String>> rates = new ArrayList<>();
    List<List<String>> shares = new ArrayList<>();
    for (String scenario : figures.scenarios()) {
      Series store = figures.find(scenario, Requests.STORE).orElseThrow();
      if (store.median() <= 1) {
        shares.add(
            List.of(
                scenario,
                percent(store),
                figures.find(scenario, "one IN").map(Numbers::percent).orElse("not measured")));
        continue;
      }
      rates.add(List.of(scenario, "**store**", thousands(store.median()), ""));
      for (String way : figures.ways()) {
        Optional<Series> other =
            way.equals(Requests.STORE) ? Optional.empty() : figures.find(scenario, way);
        other.ifPresent(
            series ->
                rates.add(
                    List.of(
                        "",
                        Report.PYTHONS_WAYS.contains(way)
                            ? "Python's approach: " + way.replace("IN", "`IN`")
                            : way,
                        number(series.median()),
                        ratio(Optional.of(store.dividedBy(series))))));
      }
    }
    page.heading(2, "Three nodes")
        .paragraph(
            """
            Three servers run on the same machine as the client. A call has 4,000 keys. `keysPerRequest(100)` allows up to 100
            keys in a request instead of 20.""")
        .table(List.of("", "way", "keys/s", "the store is … times as fast"), rates)
        .paragraph(
            """
            With replication 3, a call with one `IN` of all keys can fail right after the servers started. So we do not compare the
            speed of these calls. The next table shows how many of them succeed. The store sends each request to a node that has all
            of its keys.""")
        .table(List.of("", "store", "one `IN`"), shares);
  }
}

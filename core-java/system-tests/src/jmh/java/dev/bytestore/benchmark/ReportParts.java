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
import java.util.Map;
import java.util.Optional;

/** The sections of the report after the first, one for each part of the benchmarks. */
final class ReportParts {

  /** What the JMH benchmarks measure that need no server, by the start of their names. */
  private static final Map<String, String> PIECES =
      Map.of(
          "RequestLimiterBenchmark.onlyRequest",
          "limit of requests in flight, per call of one request",
          "RequestLimiterBenchmark.requestOfMany",
          "limit of requests in flight, per request of a call of 1,000",
          "GenerationsCodecBenchmark.decode, answerCharacters ",
          "reading the JSON of a cached response, number of characters: ",
          "GenerationsCodecBenchmark.encode, answerCharacters ",
          "writing the JSON of a cached response, number of characters: ");

  private final Markdown page;

  ReportParts(Markdown page) {
    this.page = page;
  }

  void kotlin(Figures figures) {
    page.heading(2, "Kotlin")
        .paragraph(
            """
            Kotlin's suspend functions, called in `runBlocking`, against Java's futures and `join()`; Kotlin's `Flow` of keys
            against Java's pages.""")
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

  void allocation(Figures figures) {
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
                piece(scenario),
                thousands(figures.median(scenario, Allocation.NANOSECONDS)),
                thousands(figures.median(scenario, Allocation.BYTES))));
      }
    }
    page.heading(2, "Allocation")
        .paragraph(
            """
            Bytes that the client allocates per key, over all threads, as JMH's `gc` profiler counts them. The difference is
            computed before rounding.""")
        .table(List.of("bytes per key", "store", "loop over the driver", "difference"), requests)
        .paragraph("Parts of the library that need no server, per operation:")
        .table(List.of("", "ns", "bytes allocated"), pieces)
        .paragraph("There is no benchmark of whole calls of an LLM cache.");
  }

  private static String piece(String benchmark) {
    return PIECES.entrySet().stream()
        .filter(entry -> benchmark.startsWith(entry.getKey()))
        .map(entry -> entry.getValue() + benchmark.substring(entry.getKey().length()))
        .findFirst()
        .orElse("`%s`".formatted(benchmark));
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
            One table that grows to ten million keys, written and listed by a client with a heap of 64 MB. The writes of a
            column add keys to those of the column before it; the first of them run without a warm-up. The prefix matches 1%
            of the keys. "Full rows" is Python's approach, measured only for the largest table. The highest heap is what was
            in use right after a garbage collection.""")
        .image("Seconds to list a table of 2.5, 5 and 10 million keys", "benchmarks-scale.svg");
    waysAsRows("one node", figures);
  }

  void flood(Figures figures) {
    page.heading(2, "A thousand calls at once")
        .paragraph(
            """
            A thousand calls of 1,000 keys each start at the same time, on one store with the default options, in a client
            with a heap of 512 MB. Meanwhile, one more thread reads one key again and again: the "small call". The last column
            has the small call on a store that does nothing else.

            Do not compare the keys/s with those of the sections above: here, each call has keys of its own, a million in all, and
            every value that was read is checked.""");
    waysAsRows("one node, 100 B", figures);
  }

  /** A column for each scenario, for parts whose ways are quantities. */
  private void waysAsRows(String corner, Figures figures) {
    List<String> header = new ArrayList<>(List.of(corner));
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
                figures.find(scenario, "one IN").map(Numbers::percent).orElse("")));
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
                        Report.PYTHONS_WAYS.contains(way) ? "Python's approach: " + way : way,
                        number(series.median()),
                        ratio(Optional.of(store.dividedBy(series))))));
      }
    }
    page.heading(2, "Three nodes")
        .paragraph("Three servers on the same machine as the client.")
        .table(List.of("", "way", "keys/s", "the store is … times as fast"), rates)
        .paragraph(
            """
            With replication 3, one `IN` of all keys was not timed, only checked for success. The store sends each request to a
            node that has all of its keys.""")
        .table(List.of("", "store", "one IN"), shares);
  }
}

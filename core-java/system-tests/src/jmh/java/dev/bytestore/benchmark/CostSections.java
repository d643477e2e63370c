package dev.bytestore.benchmark;

import static dev.bytestore.benchmark.Numbers.decimal;
import static dev.bytestore.benchmark.Numbers.percent;
import static dev.bytestore.benchmark.Numbers.ratio;
import static dev.bytestore.benchmark.Numbers.thousands;

import dev.bytestore.benchmark.Figures.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sections of the report about what a key costs the client. */
final class CostSections {

  private final Markdown page;

  CostSections(Markdown page) {
    this.page = page;
  }

  void operations(Figures figures) {
    page.heading(2, "What a key costs")
        .paragraph(
            """
            In the tables above, client and server share the processor. On machines of their own, the client's part is what you
            pay for: the processor time of all threads of the client's JVM (with garbage collection and compilation), and the
            bytes that they allocate. The ratios are the store's cost divided by the other's, so **below 1.00 the store costs
            less**. In each of at least 9 rounds, each way runs once, in random order, for half a second; the store and the
            hand-written loop then run further rounds for 16 s. The numbers in parentheses are the 25th and 75th percentile.
            A listing counts all keys of the table.""")
        .table(
            List.of(
                "one node",
                "store, µs per key",
                "vs. hand-written loop",
                "vs. Python's approach",
                "store, bytes per key",
                "vs. hand-written loop",
                "vs. Python's approach"),
            figures.scenarios().stream().map(scenario -> row(figures, scenario)).toList())
        .paragraph(
            """
            With one key per call, the store costs more than the loop: each call has a future of its own that completes off the
            driver's threads and can be cancelled, and takes a place in the window of requests in flight. With several keys per
            call, all keys share these costs. The store encodes the keys of a request at once, while the driver's codec, which
            the loop uses, makes a buffer for each. Python's approach deletes all keys in one request, which costs the client
            less and takes longer. In a listing by prefix, the loop is told how many ranges of tokens to read. The store finds
            out while it reads.""");
  }

  private static List<String> row(Figures figures, String scenario) {
    List<String> row = new ArrayList<>(List.of(scenario));
    for (String what : List.of(Costs.MICROSECONDS, Costs.BYTES)) {
      Series store = figures.find(scenario, Requests.STORE + what).orElseThrow();
      row.add(what.equals(Costs.BYTES) ? thousands(store.median()) : decimal(store.median()));
      row.add(ratio(figures.find(scenario, Requests.CEILING + what).map(store::dividedBy)));
      row.add(
          ratio(
              Report.PYTHONS_WAYS.stream()
                  .flatMap(way -> figures.find(scenario, way + what).stream())
                  .findFirst()
                  .map(store::dividedBy)));
    }
    return row;
  }

  void clients(Figures figures) {
    page.heading(2, "Other clients and options of the driver")
        .paragraph(
            """
            Microseconds of processor time per key, each client in a process of its own, in turn on the same server: 9 rounds in
            random order, 50 calls each (Python: 10), after 400 calls to warm up. A call has 2,000 keys. All clients send the
            same requests, and the same number at the same time: reads and deletes of 20 keys with `IN`, and unlogged batches of
            at most 10 rows and 5 KiB. Below each figure is its ratio to the hand-written loop: **below 1.00 it costs less than
            the loop**.""");
    List<String> header = new ArrayList<>(List.of("µs per key"));
    header.addAll(figures.scenarios());
    page.table(
            header,
            Clients.ALL.stream()
                .filter(figures.ways()::contains)
                .map(way -> clientRow(figures, way))
                .toList())
        .paragraph(
            """
            * *Loop with lz4* sets `advanced.protocol.compression = lz4` and has `at.yawk.lz4:lz4-java` on the class path. The
              values are random bytes, which do not compress, so this is its cost without its benefit.
            * *Loop with netty's native transport* uses epoll. The driver has no option for it: the loop overrides
              `NettyOptions`.
            * *Loop with driver 4.19* uses `org.apache.cassandra:java-driver-core`. bytestore works with both drivers.
            * *cassandra-driver* is Python's driver with its C extensions, through `execute_concurrent`. *acsylla* wraps the C++
              driver and *scyllapy* the Rust driver, both through `asyncio.gather`. Their figures include Python, which makes the
              requests and takes the values.""");
  }

  private static List<String> clientRow(Figures figures, String way) {
    List<String> row = new ArrayList<>(List.of(way.equals(Requests.STORE) ? "**store**" : way));
    for (String scenario : figures.scenarios()) {
      Series loop = figures.find(scenario, Requests.CEILING).orElseThrow();
      row.add(
          figures
              .find(scenario, way)
              .map(
                  cost ->
                      decimal(cost.median())
                          + (way.equals(Requests.CEILING)
                              ? ""
                              : "<br>" + ratio(Optional.of(cost.dividedBy(loop)))))
              .orElse(""));
    }
    return row;
  }

  void profile(Figures figures) {
    List<String> header = new ArrayList<>(List.of("share of the samples"));
    header.addAll(figures.scenarios());
    page.heading(2, "Where the time goes")
        .paragraph(
            """
            JDK Flight Recorder's samples of Java code, by the code at the top of the stack. The flame graph shows the store's mget
            of 2,000 keys: the wider a bar, the more samples have it on their stack.""")
        .table(
            header,
            figures.ways().stream()
                .map(
                    layer -> {
                      List<String> row = new ArrayList<>(List.of(layer));
                      for (String scenario : figures.scenarios()) {
                        row.add(
                            figures.find(scenario, layer).map(share -> percent(share)).orElse(""));
                      }
                      return row;
                    })
                .toList())
        .image("Flame graph of an mget of 2,000 keys", Profile.IMAGE);
  }
}

package dev.bytestore.benchmark;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.bytestore.KeyPage;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.embedded.EmbeddedCassandra;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A table of ten million keys, written and listed by the store in a heap of 64 MB: how fast, in how
 * much of that heap, and whether the time grows in proportion to the keys. What is listed is
 * checked key by key.
 *
 * <p>{@code ./mvnw -Pbenchmarks "-Dbenchmarks=scale"}; with fewer keys, in any heap:
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks -Dbenchmarks.main=dev.bytestore.benchmark.Scale "-Dbenchmarks=100000"
 * }</pre>
 */
public final class Scale {

  private static final int KEYS = 10_000_000;
  private static final int ROUNDS = 3;
  private static final int KEYS_PER_MSET = 2_000;
  private static final int MSETS_AT_ONCE = 4;
  private static final int PAGE_SIZE = 5_000;
  private static final Duration COMPACTION = Duration.ofMinutes(5);
  private static final String KEYSPACE = "scale";
  private static final String TABLE = "documents";

  private final CqlSession session;
  private final CassandraByteStore store;
  private final HeapWatch heap = new HeapWatch();
  private final Figures figures = Figures.of("scale");

  private Scale(CqlSession session) {
    this.session = session;
    store =
        CassandraByteStore.builder(session)
            .keyspace(KEYSPACE)
            .table(TABLE)
            .pageSize(PAGE_SIZE)
            .build();
  }

  /** Measures with as many keys as the first argument says, ten million without one. */
  public static void main(String[] arguments) throws InterruptedException {
    int keys = arguments.length == 0 ? KEYS : Integer.parseInt(arguments[0]);
    try (EmbeddedCassandra cassandra = EmbeddedCassandra.start();
        CqlSession session = TestCassandra.connect(CassandraServer.embedded(cassandra)).build()) {
      TestCassandra.createKeyspace(session, KEYSPACE, 1);
      new Scale(session).run(keys);
    }
  }

  private void run(int keys) throws InterruptedException {
    int written = 0;
    for (int stage : new int[] {keys / 4, keys / 2, keys}) {
      int from = written;
      String scenario = String.format(Locale.ROOT, "%,d keys", stage);
      figures.add(scenario, "heap of the JVM, MB", HeapWatch.maxMegabytes());
      double seconds =
          measure(scenario, "write", stage - from, progress -> write(from, stage, progress));
      figures.add(scenario, "write, keys/s", (stage - from) / seconds);
      awaitCompaction();
      if (written == 0) {
        list("", stage, new Progress("warm-up", heap));
      }
      for (int round = 0; round < ROUNDS; round++) {
        measure(scenario, "listing", stage, progress -> list("", stage, progress));
        measure(
            scenario,
            "listing by prefix",
            stage,
            progress -> list(BenchmarkTable.PREFIX, stage, progress));
      }
      if (stage == keys) {
        measure(scenario, "full rows", stage, progress -> fullRows(stage, progress));
      }
      written = stage;
      figures.write();
    }
  }

  /** Returns how long it took, in seconds. */
  private double measure(String scenario, String what, int keys, Consumer<Progress> work) {
    heap.restart();
    Progress progress = new Progress(what, heap);
    work.accept(progress);
    double seconds = progress.seconds();
    double perMillion = seconds * 1e6 / keys;
    figures.add(scenario, what + ", s", seconds);
    figures.add(scenario, what + ", s per million keys", perMillion);
    figures.add(scenario, what + ", highest heap, MB", heap.highestMegabytes());
    System.out.printf(
        "%s, %s: %.2f s, %.2f s per million keys, %.0f of %.0f MB of heap%n",
        scenario, what, seconds, perMillion, heap.highestMegabytes(), HeapWatch.maxMegabytes());
    return seconds;
  }

  /** Writes the documents from {@code first} to before {@code end}. */
  private void write(int first, int end, Progress progress) {
    Semaphore free = new Semaphore(MSETS_AT_ONCE);
    AtomicReference<Throwable> problem = new AtomicReference<>();
    for (int start = first; start < end && problem.get() == null; start += KEYS_PER_MSET) {
      int following = Math.min(end, start + KEYS_PER_MSET);
      int count = following - start;
      free.acquireUninterruptibly();
      var unused =
          store
              .msetAsync(Documents.entries(start, following))
              .whenComplete(
                  (done, failure) -> {
                    if (failure != null) {
                      problem.compareAndSet(null, failure);
                    }
                    progress.add(count);
                    free.release();
                  });
    }
    free.acquireUninterruptibly(MSETS_AT_ONCE);
    if (problem.get() != null) {
      throw new IllegalStateException("could not be written", problem.get());
    }
  }

  /** Lists and checks a table of so many documents. */
  private void list(String prefix, int documents, Progress progress) {
    Documents found = new Documents(prefix);
    KeyPage page = store.yieldKeysAsync(prefix).join();
    page.keys().forEach(found::found);
    while (page.hasNextPage()) {
      progress.add(page.keys().size());
      page = page.nextPageAsync().join();
      page.keys().forEach(found::found);
    }
    found.checkAll(documents);
  }

  /** Python's way of a listing: rows with their values, one page after the other. */
  private void fullRows(int documents, Progress progress) {
    Documents all = new Documents("");
    Documents withPrefix = new Documents(BenchmarkTable.PREFIX);
    SimpleStatement select =
        SimpleStatement.newInstance("SELECT row_id, body_blob FROM " + KEYSPACE + "." + TABLE)
            .setPageSize(PAGE_SIZE);
    int rows = 0;
    for (Row row : session.execute(select)) {
      String key = Objects.requireNonNull(row.getString(0));
      Objects.requireNonNull(row.getByteBuffer(1));
      all.found(key);
      if (key.startsWith(BenchmarkTable.PREFIX)) {
        withPrefix.found(key);
      }
      if (++rows % PAGE_SIZE == 0) {
        progress.add(PAGE_SIZE);
      }
    }
    all.checkAll(documents);
    withPrefix.checkAll(documents);
  }

  /**
   * Waits until the server is done with what writing left it to do, so that all stages are even.
   */
  private void awaitCompaction() throws InterruptedException {
    long start = System.nanoTime();
    int idleSeconds = 0;
    while (idleSeconds < 3 && System.nanoTime() - start < COMPACTION.toNanos()) {
      Thread.sleep(1_000);
      boolean idle =
          session.execute("SELECT keyspace_name FROM system_views.sstable_tasks").one() == null;
      idleSeconds = idle ? idleSeconds + 1 : 0;
    }
    System.out.printf(
        "the server was done with compaction after %.0f s%n", (System.nanoTime() - start) / 1e9);
  }
}

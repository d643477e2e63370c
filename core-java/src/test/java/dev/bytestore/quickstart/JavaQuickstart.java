package dev.bytestore.quickstart;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.KeyPage;
import dev.bytestore.cassandra.CassandraByteStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The store from Java: with futures, and for callers that wait. */
public final class JavaQuickstart {

  private JavaQuickstart() {}

  /** With futures: each step starts when the one before it is done, and no thread waits. */
  public static CompletableFuture<Void> async(
      CqlSession session,
      String keyspace,
      Map<String, byte[]> entries,
      String prefix,
      Steps steps) {
    List<String> keys = List.copyOf(entries.keySet());
    ByteStore store =
        CassandraByteStore.builder(session).keyspace(keyspace).table("java_async").build();

    steps.start("wrote", keys.size());
    return store
        .msetAsync(entries)
        .thenCompose(
            written -> {
              steps.start("read and compared", keys.size());
              return store.mgetAsync(keys);
            })
        .thenCompose(
            values -> {
              steps.check(keys, values, entries);
              steps.start("listed by prefix", entries.size());
              return store.yieldKeysAsync(prefix).thenCompose(page -> allKeys(page, List.of()));
            })
        .thenCompose(
            found -> {
              steps.checkPrefix(prefix, found, entries);
              steps.start("deleted", keys.size());
              return store.mdeleteAsync(keys);
            })
        .thenCompose(deleted -> store.yieldKeysAsync())
        .thenAccept(page -> steps.checkEmpty(page.keys()));
  }

  private static CompletableFuture<List<String>> allKeys(KeyPage page, List<String> before) {
    List<String> keys = new ArrayList<>(before);
    keys.addAll(page.keys());
    return page.hasNextPage()
        ? page.nextPageAsync().thenCompose(next -> allKeys(next, keys))
        : CompletableFuture.completedFuture(keys);
  }

  /** For callers that wait: the same store, seen through its blocking view. */
  public static void blocking(
      CqlSession session,
      String keyspace,
      Map<String, byte[]> entries,
      String prefix,
      Steps steps) {
    List<String> keys = List.copyOf(entries.keySet());
    BlockingByteStore store =
        CassandraByteStore.builder(session)
            .keyspace(keyspace)
            .table("java_blocking")
            .build()
            .blocking();

    steps.start("wrote", keys.size());
    store.mset(entries);

    steps.start("read and compared", keys.size());
    steps.check(keys, store.mget(keys), entries);

    steps.start("listed by prefix", entries.size());
    steps.checkPrefix(prefix, store.yieldKeys(prefix).toList(), entries);

    steps.start("deleted", keys.size());
    store.mdelete(keys);
    steps.checkEmpty(store.yieldKeys().toList());
  }
}

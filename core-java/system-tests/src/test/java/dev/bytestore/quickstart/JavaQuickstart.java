package dev.bytestore.quickstart;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.cassandra.CassandraByteStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Uses the store from Java on the default connection, with futures and with blocking calls. */
public final class JavaQuickstart {

  private JavaQuickstart() {}

  /** Uses futures: each step starts when the step before it is done, and no thread waits. */
  public static CompletableFuture<Void> async(
      Map<String, byte[]> entries, String prefix, Steps steps) {
    List<String> keys = List.copyOf(entries.keySet());
    List<String> found = new ArrayList<>();
    ByteStore store = CassandraByteStore.builder().table("java_async").build();

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
              steps.start("listed by prefix", Steps.withPrefix(prefix, entries).size());
              return store.forEachKeyAsync(prefix, found::add);
            })
        .thenCompose(
            listed -> {
              steps.checkPrefix(prefix, found, entries);
              steps.start("deleted", keys.size());
              return store.mdeleteAsync(keys);
            })
        .thenCompose(deleted -> store.yieldKeysAsync())
        .thenAccept(page -> steps.checkEmpty(page.keys()));
  }

  /** Uses the blocking view of a store: each call returns when it is done. */
  public static void blocking(Map<String, byte[]> entries, String prefix, Steps steps) {
    List<String> keys = List.copyOf(entries.keySet());
    BlockingByteStore store =
        CassandraByteStore.builder().table("java_blocking").build().blocking();

    steps.start("wrote", keys.size());
    store.mset(entries);

    steps.start("read and compared", keys.size());
    steps.check(keys, store.mget(keys), entries);

    steps.start("listed by prefix", Steps.withPrefix(prefix, entries).size());
    steps.checkPrefix(prefix, store.yieldKeys(prefix).toList(), entries);

    steps.start("deleted", keys.size());
    store.mdelete(keys);
    steps.checkEmpty(store.yieldKeys().toList());
  }
}

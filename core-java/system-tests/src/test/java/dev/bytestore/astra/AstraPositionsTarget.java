package dev.bytestore.astra;

import dev.bytestore.ByteStore;
import dev.bytestore.KeyPage;
import dev.bytestore.fuzz.FuzzInput;
import dev.bytestore.fuzz.FuzzTarget;
import dev.bytestore.fuzz.Secrets;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Positions of a listing in a collection. From a position of the collection, the listing has keys
 * of the collection. Any other text is refused, here or by the server.
 */
public final class AstraPositionsTarget implements FuzzTarget {

  private static final int ANY_TEXT = 0;
  private static final int PAGE_STATE = 1;

  private DataApiServer server;
  private ByteStore store;

  /** In the order of the collection. */
  private List<String> keys;

  /** How each position of the collection starts. */
  private String start;

  @Override
  public void start() {
    server = DataApiServer.builder().pageSize(2).start();
    server.createCollection("kv", "{\"indexing\":{\"allow\":[\"_id\"]}}");
    for (int i = 0; i < 7; i++) {
      server.put("kv", "{\"_id\":\"key %d\",\"value\":\"\"}".formatted(i));
    }
    store = TestDataApi.storeWithoutSetup(TestDataApi.connection(server).maxRetries(0));
    keys = store.blocking().yieldKeys().toList();
    String first = store.yieldKeysAsync().join().position();
    start = first.substring(0, first.lastIndexOf('.') + 1);
  }

  @Override
  public String name() {
    return "astra-positions";
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (KeyPage page = store.yieldKeysAsync().join();
        page.hasNextPage();
        page = page.nextPageAsync().join()) {
      seeds.add(FuzzInput.raw(new int[] {ANY_TEXT}, page.position()));
      seeds.add(
          FuzzInput.raw(
              new int[] {PAGE_STATE},
              Base64.getUrlDecoder().decode(page.position().substring(start.length()))));
    }
    seeds.add(FuzzInput.raw(new int[] {ANY_TEXT}, start + "end"));
    seeds.add(FuzzInput.raw(new int[] {ANY_TEXT}, start + Secrets.TEXT));
    seeds.add(FuzzInput.raw(new int[] {PAGE_STATE}, Secrets.TEXT));
    return seeds;
  }

  @Override
  public void run(FuzzInput input) throws Exception {
    server.forgetRequests(); // those of many inputs would fill the heap
    String position =
        input.choose(2) == ANY_TEXT
            ? input.restAsText()
            : start + Base64.getUrlEncoder().withoutPadding().encodeToString(input.rest());
    List<String> listed = new ArrayList<>();
    try {
      CompletableFuture<KeyPage> page = store.yieldKeysAsync("", position);
      for (KeyPage read = page.get(30, TimeUnit.SECONDS); read != null; read = next(read)) {
        listed.addAll(read.keys());
      }
    } catch (IllegalArgumentException e) {
      Secrets.check(e);
      return;
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof DataApiException
          || e.getCause() instanceof IllegalArgumentException)) {
        throw new AssertionError("fails with an undocumented exception", e);
      }
      Secrets.check(e);
      return;
    }
    if (!position.startsWith(start)) {
      throw new AssertionError("accepted: " + position);
    }
    if (!keys.subList(keys.size() - listed.size(), keys.size()).equals(listed)) {
      throw new AssertionError("lists " + listed);
    }
  }

  private static KeyPage next(KeyPage page) throws Exception {
    return page.hasNextPage() ? page.nextPageAsync().get(30, TimeUnit.SECONDS) : null;
  }

  @Override
  public long mostAllocated(int size) {
    return (16L << 20) + 200L * size;
  }
}

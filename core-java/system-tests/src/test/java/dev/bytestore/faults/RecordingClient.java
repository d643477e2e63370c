package dev.bytestore.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.ByteStore;
import dev.bytestore.Generation;
import dev.bytestore.KeyPage;
import dev.bytestore.LlmCache;
import dev.bytestore.PartialWriteException;
import dev.bytestore.faults.Call.Header;
import dev.bytestore.faults.Call.Listing;
import dev.bytestore.faults.Call.Outcome;
import dev.bytestore.faults.Call.Read;
import dev.bytestore.faults.Call.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a store and a cache, waits for each call, and records it. Not safe for use by several
 * threads.
 */
final class RecordingClient {

  private static final String LLM = "model";
  private static final int MAX_FAILED_PAGES = 5;

  private final History history;
  private final int session;
  private final ByteStore store;
  private final LlmCache cache;
  private final Acknowledged acknowledged;
  private final Duration hungAfter;
  private boolean hung;

  /**
   * Creates a client.
   *
   * @param session the number of the session that the store and the cache use
   * @param acknowledged what the server acknowledged
   * @param hungAfter how long a call may take until it counts as hung
   */
  RecordingClient(
      History history,
      int session,
      ByteStore store,
      LlmCache cache,
      Acknowledged acknowledged,
      Duration hungAfter) {
    this.history = history;
    this.session = session;
    this.acknowledged = acknowledged;
    this.store = store;
    this.cache = cache;
    this.hungAfter = hungAfter;
  }

  /** Knows what the server acknowledged. */
  @FunctionalInterface
  interface Acknowledged {

    /** Returns those of {@code keys} whose write was sent since then and acknowledged. */
    Set<String> since(long start, Collection<String> keys);
  }

  /** The end of a call: its result, or why it has none. */
  private record Answer<T>(Outcome outcome, @Nullable T result, @Nullable Throwable failure) {

    boolean isOk() {
      return outcome == Outcome.OK;
    }

    List<String> failures() {
      return failure == null ? List.of() : List.of(kind(failure));
    }
  }

  /** Returns whether a call did not complete. Its keys must then not be written any more. */
  boolean isHung() {
    return hung;
  }

  void mset(Collection<String> keys) {
    Map<String, Long> values = newValues(keys);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    values.forEach((key, value) -> entries.put(key, Values.text(key, value).getBytes(UTF_8)));
    write("mset", values, acknowledged, () -> store.msetAsync(entries));
  }

  void mdelete(Collection<String> keys) {
    write("mdelete", absent(keys), acknowledged, () -> store.mdeleteAsync(keys));
  }

  void update(String prompt) {
    Map<String, Long> values = newValues(List.of(prompt));
    List<Generation> answer = List.of(Generation.of(Values.text(prompt, values.get(prompt))));
    write("update", values, null, () -> cache.updateAsync(prompt, LLM, answer));
  }

  void delete(String prompt) {
    write("delete", absent(List.of(prompt)), null, () -> cache.deleteAsync(prompt, LLM));
  }

  /** Returns whether the read succeeded. */
  boolean mget(Collection<String> keys) {
    List<String> asked = List.copyOf(keys);
    return read(
        "mget",
        () -> store.mgetAsync(asked),
        found -> {
          Map<String, Long> values = new HashMap<>();
          for (int i = 0; i < asked.size(); i++) {
            byte[] bytes = found.get(i);
            String text = bytes == null ? null : new String(bytes, UTF_8);
            values.put(asked.get(i), Values.number(asked.get(i), text));
          }
          return values;
        });
  }

  /** Returns whether the lookup succeeded. */
  boolean lookup(String prompt) {
    return read(
        "lookup",
        () -> cache.lookupAsync(prompt, LLM),
        answer -> Map.of(prompt, Values.number(prompt, answer == null ? null : text(answer))));
  }

  private static String text(List<Generation> answer) {
    return answer.size() == 1 ? answer.get(0).text() : "an answer of " + answer.size();
  }

  /**
   * Lists keys. Where a page cannot be read, it is read again from the position of the page before.
   *
   * @param resuming another store of the same table, which reads such pages, as another process
   *     would
   * @param resumes asked after each page: whether to read the next one from its position
   * @return whether the listing succeeded
   */
  boolean list(String prefix, ByteStore resuming, BooleanSupplier resumes) {
    long start = System.nanoTime();
    List<String> keys = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    boolean resumed = false;
    String position = null;
    Answer<KeyPage> answer = await(store.yieldKeysAsync(prefix), Outcome.FAILED);
    while (true) {
      if (answer.isOk()) {
        KeyPage page = answer.result();
        keys.addAll(page.keys());
        position = page.position();
        if (!page.hasNextPage()) {
          break;
        }
        if (!resumes.getAsBoolean()) {
          answer = await(page.nextPageAsync(), Outcome.FAILED);
          continue;
        }
      } else {
        failures.addAll(answer.failures());
        if (hung || failures.size() == MAX_FAILED_PAGES) {
          break;
        }
      }
      resumed = true;
      answer = await(resuming.yieldKeysAsync(prefix, position), Outcome.FAILED);
    }
    Header header = header("list", start, answer.outcome(), failures);
    history.add(new Listing(header, prefix, keys, resumed));
    return answer.isOk();
  }

  private Map<String, Long> newValues(Collection<String> keys) {
    Map<String, Long> values = new LinkedHashMap<>();
    keys.forEach(key -> values.put(key, history.newValue()));
    return values;
  }

  private static Map<String, Long> absent(Collection<String> keys) {
    Map<String, Long> values = new LinkedHashMap<>();
    keys.forEach(key -> values.put(key, Values.ABSENT));
    return values;
  }

  /**
   * Writes, and records it.
   *
   * @param server null if what the server acknowledged is not known
   */
  private void write(
      String operation,
      Map<String, Long> values,
      @Nullable Acknowledged server,
      Supplier<CompletableFuture<Void>> call) {
    long start = System.nanoTime();
    Answer<Void> answer = await(call.get(), Outcome.UNCONFIRMED);
    Set<String> written = answer.isOk() ? values.keySet() : Set.of();
    Set<String> unconfirmed = answer.isOk() ? Set.of() : values.keySet();
    if (answer.failure() instanceof PartialWriteException partial) {
      written = partial.writtenKeys();
      unconfirmed = partial.unconfirmedKeys();
    }
    Header header = header(operation, start, answer.outcome(), answer.failures());
    Set<String> known = server == null ? written : server.since(start, values.keySet());
    history.add(new Write(header, session, values, written, unconfirmed, known));
  }

  private interface Observation<T> {
    Map<String, Long> of(T result);
  }

  private <T> boolean read(
      String operation, Supplier<CompletableFuture<T>> call, Observation<T> observation) {
    long start = System.nanoTime();
    Answer<T> answer = await(call.get(), Outcome.FAILED);
    Header header = header(operation, start, answer.outcome(), answer.failures());
    history.add(new Read(header, answer.isOk() ? observation.of(answer.result()) : Map.of()));
    return answer.isOk();
  }

  private static Header header(
      String operation, long start, Outcome outcome, List<String> failures) {
    long end = outcome == Outcome.HUNG ? Long.MAX_VALUE : System.nanoTime();
    return new Header(operation, start, end, outcome, List.copyOf(failures));
  }

  private <T> Answer<T> await(CompletableFuture<T> future, Outcome ifFailed) {
    try {
      T result = future.get(hungAfter.toNanos(), TimeUnit.NANOSECONDS);
      return new Answer<>(Outcome.OK, result, null);
    } catch (ExecutionException e) {
      return new Answer<>(ifFailed, null, e.getCause());
    } catch (TimeoutException e) {
      hung = true;
      return new Answer<>(Outcome.HUNG, null, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a call was running", e);
    }
  }

  private static String kind(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    return failure instanceof PartialWriteException && failure.getCause() != null
        ? name + " of " + failure.getCause().getClass().getSimpleName()
        : name;
  }
}

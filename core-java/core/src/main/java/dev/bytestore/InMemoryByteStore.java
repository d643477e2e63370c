package dev.bytestore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.bytestore.ByteStoreListener.Operation;
import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.CompletionExecutor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A byte store in the memory of this process, for tests and small caches. It follows the rules of
 * {@link ByteStore}, so tests can use it in place of a store in Cassandra or Astra DB.
 *
 * <p>The store has no size limit and removes nothing but expired entries, so it can fill the heap.
 * Entries do not expire unless they are written with a time-to-live. An expired entry takes up
 * memory until it is read, listed, overwritten or deleted.
 *
 * <p>The store copies the values that are passed in. It lists keys in the natural order of strings,
 * up to 1,000 in a page; other stores have other orders, so tests should not depend on it. Its
 * futures are complete when they are returned, except those of {@link #forEachKeyAsync} and {@link
 * KeyPage#forEachAsync}, which run on bytestore's shared pool.
 */
public final class InMemoryByteStore implements ByteStore {

  private static final int PAGE_SIZE = 1_000;
  private static final String POSITION_TAG = "m";
  private static final String NOT_A_POSITION = "position: not from a page of an in-memory store";

  private final ExpiringMap<byte[]> entries;
  private final ObservedOperations operations;

  /** Creates an empty store. */
  public InMemoryByteStore() {
    this(System::nanoTime);
  }

  /** Creates an empty store whose calls {@code listener} observes. */
  public InMemoryByteStore(ByteStoreListener listener) {
    this(System::nanoTime, requireNonNull(listener, "listener"));
  }

  InMemoryByteStore(LongSupplier nanoTime) {
    this(nanoTime, null);
  }

  private InMemoryByteStore(LongSupplier nanoTime, @Nullable ByteStoreListener listener) {
    this.entries = new ExpiringMap<>(nanoTime);
    this.operations = new ObservedOperations(listener);
  }

  @Override
  public CompletableFuture<List<byte @Nullable []>> mgetAsync(Collection<String> keys) {
    List<String> wanted = Arguments.keys(keys);
    return operations.run(
        Operation.MGET,
        () -> values(wanted),
        values -> wanted.size(),
        values -> values == null ? 0 : bytes(values));
  }

  private List<byte @Nullable []> values(List<String> keys) {
    List<byte @Nullable []> values = new ArrayList<>(keys.size());
    for (String key : keys) {
      byte[] value = entries.get(key);
      values.add(value == null ? null : value.clone());
    }
    return Collections.unmodifiableList(values);
  }

  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries) {
    return msetAsync(entries, Duration.ZERO);
  }

  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries, Duration ttl) {
    int seconds = Arguments.ttlSeconds(ttl);
    Map<String, byte[]> copies = Arguments.entries(entries);
    return operations.run(
        Operation.MSET,
        () -> {
          copies.replaceAll((key, value) -> value.clone());
          this.entries.putAll(copies, seconds);
          return null;
        },
        done -> copies.size(),
        done -> bytes(copies.values()));
  }

  @Override
  public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
    List<String> unwanted = Arguments.keys(keys);
    return operations.run(
        Operation.MDELETE,
        () -> {
          unwanted.forEach(entries::remove);
          return null;
        },
        done -> unwanted.size(),
        done -> 0);
  }

  @Override
  public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position) {
    Arguments.prefix(prefix);
    String after = position == null ? null : keyAt(position);
    return pageAsync(prefix, after);
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return operations.run(Operation.ENSURE_SETUP, () -> null, done -> 0, done -> 0);
  }

  private CompletableFuture<KeyPage> pageAsync(String prefix, @Nullable String after) {
    return operations.run(
        Operation.YIELD_KEYS,
        () -> page(prefix, after),
        page -> page == null ? 0 : page.keys().size(),
        page -> 0);
  }

  private static long bytes(Collection<? extends byte @Nullable []> values) {
    return values.stream().mapToLong(value -> value == null ? 0 : value.length).sum();
  }

  private KeyPage page(String prefix, @Nullable String after) {
    Stream<String> rest =
        after == null || after.compareTo(prefix) < 0
            ? entries.keys(prefix, true)
            : entries.keys(after, false);
    List<String> found =
        rest.takeWhile(key -> key.startsWith(prefix)).limit(PAGE_SIZE + 1).toList();
    boolean isLast = found.size() <= PAGE_SIZE;
    List<String> keys = isLast ? found : found.subList(0, PAGE_SIZE);
    String start = after == null ? "" : after;
    String end = keys.isEmpty() ? start : keys.get(keys.size() - 1);
    return KeyPage.of(
        keys,
        positionAfter(end),
        CompletionExecutor.shared(),
        isLast ? null : () -> pageAsync(prefix, end));
  }

  /**
   * A position is the Base64 of the letter {@code m} and the last key before the next page. The
   * letter tells it from the positions of other kinds of stores, which are Base64 too.
   */
  private static String positionAfter(String key) {
    byte[] bytes = (POSITION_TAG + key).getBytes(UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String keyAt(String position) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(position));
      String text = UTF_8.newDecoder().decode(bytes).toString(); // throws for malformed UTF-8
      if (text.startsWith(POSITION_TAG)) {
        return text.substring(POSITION_TAG.length());
      }
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new IllegalArgumentException(NOT_A_POSITION, e);
    }
    throw new IllegalArgumentException(NOT_A_POSITION);
  }
}

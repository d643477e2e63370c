package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import dev.bytestore.KeyPage;
import dev.bytestore.SetupMode;
import dev.bytestore.fuzz.FuzzInput;
import dev.bytestore.fuzz.FuzzTarget;
import dev.bytestore.fuzz.Secrets;
import dev.bytestore.testing.SharedTokens;
import dev.bytestore.testing.TestCassandra;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Positions of a listing in a table with many keys of the same token. From any position, the
 * listing has exactly the keys after it, whatever the page size and the prefix.
 */
public final class CassandraPositionsTarget implements FuzzTarget {

  private static final int ANY_TEXT = 0;
  private static final int TOKEN_AND_KEY = 1;
  private static final int AFTER_A_KEY = 2;
  private static final long[] TOKENS = {
    Long.MIN_VALUE + 1, -5_000, -4_999, 0, 1L << 40, 5L << 60, Long.MAX_VALUE
  };
  private static final int[] KEYS_OF_TOKEN = {3, 2, 7, 1, 17, 5, 4};

  private CqlSession session;
  private String keyspace;

  /** In the table's order. */
  private List<String> keys;

  private record Position(long token, String key) {}

  @Override
  public void start() {
    session = TestCassandra.session();
    keyspace = TestCassandra.newKeyspace();
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < TOKENS.length; i++) {
      SharedTokens.keys(TOKENS[i], KEYS_OF_TOKEN[i]).forEach(key -> entries.put(key, new byte[0]));
    }
    IntStream.range(0, 12).forEach(i -> entries.put("single " + i, new byte[0]));
    CassandraByteStore.builder(session)
        .keyspace(keyspace)
        .table("shared")
        .build()
        .blocking()
        .mset(entries);
    keys =
        entries.keySet().stream()
            .sorted(
                Comparator.comparingLong(this::token)
                    .thenComparing(key -> key.getBytes(UTF_8), Arrays::compareUnsigned))
            .toList();
  }

  private long token(String key) {
    TokenMap tokens = session.getMetadata().getTokenMap().orElseThrow();
    return Long.parseLong(tokens.format(tokens.newToken(ByteBuffer.wrap(key.getBytes(UTF_8)))));
  }

  @Override
  public String name() {
    return "cassandra-positions";
  }

  @Override
  public boolean needsServer() {
    return true;
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      seeds.add(FuzzInput.raw(new int[] {i, 0, AFTER_A_KEY, i}, ""));
      seeds.add(FuzzInput.raw(new int[] {1, i, AFTER_A_KEY, i}, "x"));
      String position = encoded(token(keys.get(i)), keys.get(i).getBytes(UTF_8));
      seeds.add(FuzzInput.raw(new int[] {i, 1, ANY_TEXT}, position));
    }
    for (long token : TOKENS) {
      byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(token).array();
      seeds.add(FuzzInput.raw(new int[] {4, 0, TOKEN_AND_KEY}, bytes));
    }
    seeds.add(FuzzInput.raw(new int[] {4, 0, ANY_TEXT}, Secrets.TEXT));
    return seeds;
  }

  @Override
  public void run(FuzzInput input) throws Exception {
    CassandraByteStore store =
        CassandraByteStore.builder(session)
            .keyspace(keyspace)
            .table("shared")
            .setupMode(SetupMode.OFF)
            .pageSize(1 + input.choose(60))
            .build();
    int prefixLength = input.choose(4);
    String position = position(input);
    Position expected = decoded(position);
    List<String> listed;
    try {
      listed = list(store, "single".substring(0, prefixLength), position);
    } catch (IllegalArgumentException e) {
      Secrets.check(e);
      if (expected != null) {
        throw new AssertionError("refuses a valid position", e);
      }
      return;
    }
    if (expected == null) {
      throw new AssertionError("accepts an invalid position: " + position);
    }
    List<String> wanted =
        keys.stream()
            .filter(key -> key.startsWith("single".substring(0, prefixLength)))
            .filter(key -> isAfter(key, expected))
            .toList();
    if (!listed.equals(wanted)) {
      throw new AssertionError("lists %s, not %s".formatted(listed, wanted));
    }
  }

  private String position(FuzzInput input) {
    int kind = input.choose(3);
    if (kind == ANY_TEXT) {
      return input.restAsText();
    }
    if (kind == AFTER_A_KEY) {
      String key = keys.get(input.choose(keys.size()));
      return encoded(token(key), (key + input.restAsText()).getBytes(UTF_8));
    }
    byte[] bytes = input.rest();
    byte[] tokenAndKey = Arrays.copyOf(bytes, Math.max(Long.BYTES, bytes.length));
    return encoded(
        ByteBuffer.wrap(tokenAndKey).getLong(),
        Arrays.copyOfRange(tokenAndKey, Long.BYTES, tokenAndKey.length));
  }

  private static String encoded(long token, byte[] key) {
    ByteBuffer bytes = ByteBuffer.allocate(1 + Long.BYTES + key.length);
    bytes.put((byte) 'c').putLong(token).put(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Reads a position as its description says; null if it is not valid. */
  private static Position decoded(String position) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(position));
      if (bytes.remaining() < 1 + Long.BYTES || bytes.get() != 'c') {
        return null;
      }
      long token = bytes.getLong();
      return new Position(token, UTF_8.newDecoder().decode(bytes).toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }

  private boolean isAfter(String key, Position position) {
    long token = token(key);
    if (token != position.token) {
      return token > position.token;
    }
    return !position.key.isEmpty()
        && Arrays.compareUnsigned(key.getBytes(UTF_8), position.key.getBytes(UTF_8)) > 0;
  }

  private List<String> list(CassandraByteStore store, String prefix, String position)
      throws Exception {
    List<String> listed = new ArrayList<>();
    KeyPage page = store.yieldKeysAsync(prefix, position).get(30, TimeUnit.SECONDS);
    for (int pages = 1; true; pages++) {
      listed.addAll(page.keys());
      if (!page.hasNextPage()) {
        return listed;
      }
      if (listed.size() > keys.size() || pages > 3 * keys.size()) {
        throw new AssertionError("no end after %d pages: %s".formatted(pages, listed));
      }
      page = page.nextPageAsync().get(30, TimeUnit.SECONDS);
    }
  }

  @Override
  public long mostAllocated(int size) {
    return (32L << 20) + 1_000L * size;
  }
}

package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A Data API on a port of this machine, which behaves as the recorded server does, in its limits
 * and errors too, and fails where a test wants it to. Documents are in memory, and gone when it
 * closes. All of it may be used by several threads.
 */
public final class DataApiServer implements AutoCloseable {

  private final String basePath;
  private final String token;
  private final String keyspace;
  private final Database database;
  private final HttpFront front;
  private final PlannedFaults faults = new PlannedFaults();
  private final List<DataApiRequest> requests = new ArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();

  private DataApiServer(Builder builder) {
    basePath = builder.basePath;
    token = builder.token;
    keyspace = builder.keyspace;
    database = new Database(keyspace, builder.pageSize);
    front =
        new HttpFront(
            new Gate(basePath, token, database),
            builder.contention,
            this::onRequest,
            this::onResponse);
  }

  /** A server with the defaults of the {@link Builder}. */
  public static DataApiServer start() {
    return builder().start();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Scheme, host and port, without a path. */
  public String endpoint() {
    return "http://127.0.0.1:" + front.port();
  }

  /** What stands before the keyspace in a path. */
  public String basePath() {
    return basePath;
  }

  public String token() {
    return token;
  }

  public String keyspace() {
    return keyspace;
  }

  /** Makes each request from now on wait so long before its command takes effect. */
  public void delay(Duration delay) {
    front.delay(request -> delay);
  }

  /** As the other {@code delay}, of a length that depends on the request. */
  public void delay(Function<DataApiRequest, Duration> delay) {
    front.delay(delay);
  }

  // ---- what was asked

  /** The requests since the start or since {@link #forgetRequests}, in the order they came. */
  public List<DataApiRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** The requests with this command among {@link #requests}. */
  public List<DataApiRequest> requests(String command) {
    return requests().stream().filter(request -> request.command().equals(command)).toList();
  }

  /** Starts {@link #requests} and {@link #maxConcurrentRequests} anew. */
  public void forgetRequests() {
    synchronized (requests) {
      requests.clear();
    }
    mostOpen.set(open.get());
  }

  /** How many requests were open at once, at most, since {@link #forgetRequests}. */
  public int maxConcurrentRequests() {
    return mostOpen.get();
  }

  /**
   * How many requests have come of whose answer nothing was sent; a request that {@linkplain
   * Fault#stall stalls} is open until the server closes, even if its client went away.
   */
  public int openRequests() {
    return open.get();
  }

  /** How many connections have sent a request since the start. */
  public int connections() {
    return front.connections();
  }

  private Fault onRequest(DataApiRequest request) {
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    synchronized (requests) {
      requests.add(request);
    }
    return faults.next(request);
  }

  private void onResponse() {
    open.decrementAndGet();
  }

  // ---- what goes wrong

  /** Gives the next request this fault. */
  public void fail(Fault fault) {
    fail(1, fault);
  }

  /** Gives each of the next requests this fault. */
  public void fail(int times, Fault fault) {
    fail(request -> true, times, fault);
  }

  /**
   * Gives each of the next requests that fit this fault. Where several calls fit a request, the
   * first of them counts.
   */
  public void fail(Predicate<DataApiRequest> which, int times, Fault fault) {
    faults.add(which, times, fault);
  }

  /** Gives up all faults that no request got yet. */
  public void forgetFaults() {
    faults.clear();
  }

  // ---- what is stored

  /**
   * The documents of a collection of {@link #keyspace}, in the order of their tokens, by their ids:
   * the text of a string, or the digits of a number.
   */
  public Map<String, JsonNode> documents(String collection) {
    Map<String, JsonNode> documents = new LinkedHashMap<>();
    database
        .requireCollection(collection)
        .all()
        .forEach((id, document) -> documents.put(id.text(), document.deepCopy()));
    return documents;
  }

  /**
   * Stores a document without a look at any rule but that it needs an {@code _id}, in the place of
   * one with its id.
   */
  public void put(String collection, String json) {
    database.requireCollection(collection).put((ObjectNode) Json.parse(json));
  }

  /** The names of the collections of {@link #keyspace}. */
  public List<String> collections() {
    return List.copyOf(database.collections().keySet());
  }

  /**
   * Makes a collection, or replaces it by an empty one.
   *
   * @param options as a real server takes them
   */
  public void createCollection(String collection, String options) {
    database
        .collections()
        .put(
            collection,
            new StoredCollection(
                keyspace,
                collection,
                CollectionCommands.withDefaults((ObjectNode) Json.parse(options))));
  }

  /** Closes all connections and forgets all documents. */
  @Override
  public void close() {
    front.close();
  }

  @Override
  public String toString() {
    return endpoint() + basePath;
  }

  /** What a server is like. */
  public static final class Builder {

    private int pageSize = 50;
    private String basePath = "/v1";
    private String token = "AstraCS:test-token";
    private String keyspace = "ks1";
    private boolean contention;

    private Builder() {}

    /** How many documents a page has; 50 if not set, as newer servers do, older ones 20. */
    public Builder pageSize(int pageSize) {
      this.pageSize = pageSize;
      return this;
    }

    /** What stands before the keyspace: "/v1" if not set, on Astra "/api/json/v1". */
    public Builder basePath(String basePath) {
      this.basePath = basePath;
      return this;
    }

    /** The only token that is accepted; "AstraCS:test-token" if not set. */
    public Builder token(String token) {
      this.token = token;
      return this;
    }

    /** The only keyspace; "ks1" if not set. */
    public Builder keyspace(String keyspace) {
      this.keyspace = keyspace;
      return this;
    }

    /**
     * Whether of two writes of a document whose times overlap the one that came second fails with
     * FAILED_CONCURRENT_OPERATIONS; not if not set.
     */
    public Builder contention(boolean contention) {
      this.contention = contention;
      return this;
    }

    public DataApiServer start() {
      return new DataApiServer(this);
    }
  }
}

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
 * A stand-in for a Data API, on a port of this machine. It behaves like the recorded server,
 * including limits and errors, and fails where a test asks for it. Documents are kept in memory
 * until the server is closed. Thread-safe.
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

  /** Starts a server with the defaults of the {@link Builder}. */
  public static DataApiServer start() {
    return builder().start();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The scheme, host and port, without a path. */
  public String endpoint() {
    return "http://127.0.0.1:" + front.port();
  }

  /** The part of a path before the keyspace. */
  public String basePath() {
    return basePath;
  }

  public String token() {
    return token;
  }

  public String keyspace() {
    return keyspace;
  }

  /** Delays the command of each request from now on. */
  public void delay(Duration delay) {
    front.delay(request -> delay);
  }

  /** Delays the command of each request from now on by a time that depends on the request. */
  public void delay(Function<DataApiRequest, Duration> delay) {
    front.delay(delay);
  }

  // ---- requests

  /** The requests since the start or since {@link #forgetRequests}, in the order of arrival. */
  public List<DataApiRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** Those of {@link #requests} with this command. */
  public List<DataApiRequest> requests(String command) {
    return requests().stream().filter(request -> request.command().equals(command)).toList();
  }

  /** Resets {@link #requests} and {@link #maxConcurrentRequests}. */
  public void forgetRequests() {
    synchronized (requests) {
      requests.clear();
    }
    mostOpen.set(open.get());
  }

  /** The most requests that were open at once since {@link #forgetRequests}. */
  public int maxConcurrentRequests() {
    return mostOpen.get();
  }

  /**
   * The number of requests of whose response nothing was sent yet. A request that {@linkplain
   * Fault#stall stalls} is open until the server is closed, even if its client went away.
   */
  public int openRequests() {
    return open.get();
  }

  /** The number of connections that have sent a request since the start. */
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

  // ---- faults

  /** Applies a fault to the next request. */
  public void fail(Fault fault) {
    fail(1, fault);
  }

  /** Applies a fault to each of the next requests. */
  public void fail(int times, Fault fault) {
    fail(request -> true, times, fault);
  }

  /**
   * Applies a fault to each of the next requests that match. If several calls of this method match
   * a request, the first one counts.
   */
  public void fail(Predicate<DataApiRequest> which, int times, Fault fault) {
    faults.add(which, times, fault);
  }

  /** Forgets all faults that were not applied yet. */
  public void forgetFaults() {
    faults.clear();
  }

  // ---- documents

  /**
   * The documents of a collection of {@link #keyspace}, in token order, by their ids. The id of a
   * document is the text of a string, or the digits of a number.
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
   * Stores a document, or replaces the one with its id. Nothing is checked, except that it has an
   * {@code _id}.
   */
  public void put(String collection, String json) {
    database.requireCollection(collection).put((ObjectNode) Json.parse(json));
  }

  /** The names of the collections of {@link #keyspace}. */
  public List<String> collections() {
    return List.copyOf(database.collections().keySet());
  }

  /**
   * Creates a collection, or replaces it with an empty one.
   *
   * @param options the options, in the format of a real server
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

  /** Builds a server. */
  public static final class Builder {

    private int pageSize = 50;
    private String basePath = "/v1";
    private String token = "AstraCS:test-token";
    private String keyspace = "ks1";
    private boolean contention;

    private Builder() {}

    /** The number of documents in a page. Default: 50, as in newer servers; older ones have 20. */
    public Builder pageSize(int pageSize) {
      this.pageSize = pageSize;
      return this;
    }

    /** The part of a path before the keyspace. Default: "/v1"; Astra has "/api/json/v1". */
    public Builder basePath(String basePath) {
      this.basePath = basePath;
      return this;
    }

    /** The only token that is accepted. Default: "AstraCS:test-token". */
    public Builder token(String token) {
      this.token = token;
      return this;
    }

    /** The only keyspace. Default: "ks1". */
    public Builder keyspace(String keyspace) {
      this.keyspace = keyspace;
      return this;
    }

    /**
     * If two writes of one document overlap, the second one fails with
     * FAILED_CONCURRENT_OPERATIONS. Default: it does not.
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

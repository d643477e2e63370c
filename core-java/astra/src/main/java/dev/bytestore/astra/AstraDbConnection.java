package dev.bytestore.astra;

import static dev.bytestore.internal.Arguments.positive;

import dev.bytestore.internal.CompletionExecutor;
import dev.bytestore.internal.RareWarning;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One keyspace of an Astra DB database, or of another server with a Data API, and how to talk to
 * it. Making one sends nothing. It can be shared by any number of stores, and needs no closing.
 */
public final class AstraDbConnection {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,48}");
  private static final RareWarning PLAIN =
      new RareWarning(
          LoggerFactory.getLogger(AstraDbConnection.class),
          "The token for a Data API is sent over plain HTTP, so others on the network can read it."
              + " Use an endpoint that starts with https://. {} databases since this was last logged,"
              + " the latest at {}");

  private final URI base;
  private final String keyspace;
  private final AstraDbEnvironment environment;
  private final Token token;
  private final String userAgent;
  private final Executor executor;
  private final @Nullable Duration requestTimeout;
  private final DataApiClient client;

  private AstraDbConnection(Builder builder) {
    Endpoint endpoint = builder.checkedEndpoint();
    token = builder.token;
    environment = endpoint.environment();
    keyspace = builder.checkedKeyspace(environment);
    if (token != Token.NONE && endpoint.isReadableByOthers()) {
      PLAIN.log(endpoint.uri().getHost());
    }
    String path = builder.basePath == null ? environment.basePath() : builder.basePath;
    base = URI.create(endpoint.uri() + path);
    userAgent = UserAgent.of(builder.callers);
    executor = builder.executor;
    requestTimeout = builder.requestTimeout;
    client = new DataApiClient(builder.checkedHttpClient(), token, userAgent, builder.maxRetries);
  }

  /**
   * Options for a connection to a database.
   *
   * @param endpoint {@code https://host} or {@code https://host:port}; for Astra DB the API
   *     endpoint that its console shows
   * @throws IllegalArgumentException if it is no such URL
   */
  public static Builder builder(String endpoint) {
    return new Builder().endpoint(endpoint);
  }

  /**
   * Options with what the environment variables {@code ASTRA_DB_API_ENDPOINT}, {@code
   * ASTRA_DB_APPLICATION_TOKEN} and {@code ASTRA_DB_KEYSPACE} say, the ones that Python's classes
   * read. A blank variable counts as none.
   *
   * @throws IllegalStateException if the endpoint is not there
   * @throws IllegalArgumentException if one of them is of no use
   */
  public static Builder fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  static Builder fromEnvironment(Map<String, String> environment) {
    Builder builder = new Builder();
    String endpoint = environment.getOrDefault("ASTRA_DB_API_ENDPOINT", "").strip();
    String token = environment.getOrDefault("ASTRA_DB_APPLICATION_TOKEN", "").strip();
    String keyspace = environment.getOrDefault("ASTRA_DB_KEYSPACE", "").strip();
    if (endpoint.isEmpty()) {
      throw new IllegalStateException(
          "the environment variable ASTRA_DB_API_ENDPOINT is not set: it is to hold the database's"
              + " API endpoint, https://...");
    }
    builder.endpoint(endpoint);
    if (!token.isEmpty()) {
      builder.token(token);
    }
    if (!keyspace.isEmpty()) {
      builder.keyspace(keyspace);
    }
    return builder;
  }

  /** The keyspace of the collections that stores on this connection use. */
  public String keyspace() {
    return keyspace;
  }

  /** What kind of server it is, as named or as told by the endpoint. */
  public AstraDbEnvironment environment() {
    return environment;
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "AstraDbConnection[%s/%s, %s, token=%s]".formatted(base, keyspace, environment, token);
  }

  DataApiClient client() {
    return client;
  }

  Executor executor() {
    return executor;
  }

  /** The limit of one attempt; null for half of a store's {@code callTimeout}. */
  @Nullable Duration requestTimeout() {
    return requestTimeout;
  }

  String userAgent() {
    return userAgent;
  }

  /** The address for commands on collections. */
  URI keyspaceUri() {
    return URI.create(base + "/" + keyspace);
  }

  /** The address for commands on documents. */
  URI collectionUri(String collection) {
    return URI.create(keyspaceUri() + "/" + collection);
  }

  Token token() {
    return token;
  }

  /** {@code name}, if a keyspace or collection can be called so. */
  static String checkedName(String name, String what) {
    Objects.requireNonNull(name, what);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s: a name has 1 to 48 letters of ASCII, digits and underscores".formatted(what));
    }
    return name;
  }

  /** Options of an {@link AstraDbConnection}. */
  public static final class Builder {

    private @Nullable String endpoint;
    private @Nullable String keyspace;
    private @Nullable AstraDbEnvironment environment;
    private @Nullable String basePath;
    private Token token = Token.NONE;
    private final List<String> callers = new ArrayList<>();
    private @Nullable HttpClient httpClient;
    private Executor executor = CompletionExecutor.shared();
    private @Nullable Duration requestTimeout;
    private int maxRetries = Integer.MAX_VALUE;

    private Builder() {}

    private Builder endpoint(String newEndpoint) {
      Endpoint.of(newEndpoint, null);
      endpoint = newEndpoint;
      return this;
    }

    /**
     * The keyspace, which must exist; its name is case-sensitive. Default: {@code default_keyspace}
     * on Astra DB, none elsewhere.
     *
     * @throws IllegalArgumentException if it is not 1 to 48 ASCII letters, digits and underscores
     */
    public Builder keyspace(String keyspace) {
      this.keyspace = checkedName(keyspace, "keyspace");
      return this;
    }

    /**
     * What kind of server it is. Default: told by the endpoint, {@link AstraDbEnvironment#OTHER}
     * where that is not one of Astra DB's. Name it where Astra DB is reached under another domain.
     */
    public Builder environment(AstraDbEnvironment environment) {
      this.environment = Objects.requireNonNull(environment, "environment");
      return this;
    }

    /**
     * The path of the Data API, such as {@code /v1}, or the empty string. Default: {@code
     * /api/json/v1} on Astra DB, {@code /v1} elsewhere.
     *
     * @throws IllegalArgumentException if it has more than 1,000 characters, does not start with a
     *     slash, ends with a slash, has a name that is empty, {@code .} or {@code ..}, or contains
     *     characters other than slashes, ASCII letters, digits and {@code . _ ~ -}
     */
    public Builder basePath(String basePath) {
      this.basePath = Endpoint.checkedPath(basePath);
      return this;
    }

    /**
     * The application token. Default: none is sent. Anybody on the network can read a token for an
     * {@code http://} endpoint on another machine, so {@link #build()} logs a warning for it, at
     * most once a minute.
     *
     * @throws IllegalArgumentException if it is empty or holds a blank or another character that an
     *     HTTP header cannot hold
     */
    public Builder token(String token) {
      this.token = Token.of(token);
      return this;
    }

    /**
     * Where to ask for the token at every request, for tokens that change. It is asked on whichever
     * thread sends, so it must not block; what it throws fails the call.
     */
    public Builder token(Supplier<String> token) {
      this.token = Token.of(token);
      return this;
    }

    /** A user name and a password in place of a token, for HCD and DSE. */
    public Builder credentials(String username, String password) {
      this.token = Token.of(username, password);
      return this;
    }

    /**
     * Names a program that calls, for the server's operators: it comes first in the User-Agent, the
     * first named before the next. Default: none.
     *
     * @param version empty for none
     * @throws IllegalArgumentException if one of the two is no token of HTTP
     */
    public Builder caller(String name, String version) {
      callers.add(UserAgent.caller(name, version));
      return this;
    }

    /**
     * The HTTP client, which stays the caller's: its executor, proxy, authenticator and TLS are
     * used as they are. It must not follow redirects: with each redirect it would send the token to
     * the host that the redirect names, and that host would answer in place of the database.
     * Default: one that all databases of the process share, with as many daemon threads as there
     * are processors.
     */
    public Builder httpClient(HttpClient httpClient) {
      this.httpClient = Objects.requireNonNull(httpClient, "httpClient");
      return this;
    }

    /**
     * Where the futures of the stores complete, and with them the caller's continuations; never
     * shut down by a store. When it refuses a task, the default takes its place for that task.
     * Default: a pool of daemon threads that all stores of the process share. It adds threads while
     * continuations hold its own, up to 256.
     */
    public Builder executor(Executor executor) {
      this.executor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * The longest that one attempt of a request may take, to the last byte of its response. An
     * attempt never gets more than what is left of the store's {@code callTimeout}, which limits
     * all attempts together. Default: half of {@code callTimeout}, so that there is time for a
     * second attempt. A timeout of more than 100 years counts as 100 years.
     *
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder requestTimeout(Duration requestTimeout) {
      this.requestTimeout = positive(requestTimeout, "requestTimeout");
      return this;
    }

    /**
     * The most retries of a request; 0 for none. A request is retried when the connection or the
     * server fails in a way that may pass, or when other clients write the same document: after 50
     * ms, then with exponential backoff and jitter up to 2 s, or after the time that the server's
     * {@code Retry-After} names. Every command is idempotent. Default: any number of retries within
     * the store's {@code callTimeout}.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxRetries(int maxRetries) {
      if (maxRetries < 0) {
        throw new IllegalArgumentException("maxRetries: %d is negative".formatted(maxRetries));
      }
      this.maxRetries = maxRetries;
      return this;
    }

    /**
     * Makes the connection, and sends nothing.
     *
     * @throws IllegalStateException if there is no keyspace and no default for one
     * @throws IllegalArgumentException if the environment is not that of the endpoint, or if the
     *     HTTP client's {@link HttpClient#followRedirects()} is not {@code NEVER}
     */
    public AstraDbConnection build() {
      return new AstraDbConnection(this);
    }

    private Endpoint checkedEndpoint() {
      return Endpoint.of(Objects.requireNonNull(endpoint), environment);
    }

    private HttpClient checkedHttpClient() {
      HttpClient checked = httpClient == null ? SharedHttpClient.INSTANCE : httpClient;
      if (checked.followRedirects() != HttpClient.Redirect.NEVER) {
        throw new IllegalArgumentException(
            "httpClient: it follows redirects, which would send the token to other hosts; build it"
                + " with followRedirects(HttpClient.Redirect.NEVER), the JDK's default");
      }
      return checked;
    }

    private String checkedKeyspace(AstraDbEnvironment found) {
      if (keyspace != null) {
        return keyspace;
      }
      if (found.isAstra()) {
        return "default_keyspace";
      }
      throw new IllegalStateException(
          "no keyspace: only Astra DB has one by default, so name one with keyspace(...)");
    }
  }
}

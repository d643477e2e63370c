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
 * How stores reach one keyspace of an Astra DB database, or of another server with a Data API:
 * endpoint, token, HTTP client and retries. Building a connection sends nothing. Any number of
 * stores and threads can share one, and it does not need to be closed.
 *
 * <pre>{@code
 * AstraDbConnection connection = AstraDbConnection.builder(endpoint).token(token).build();
 * }</pre>
 */
public final class AstraDbConnection {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,48}");
  private static final RareWarning PLAIN =
      new RareWarning(
          LoggerFactory.getLogger(AstraDbConnection.class),
          "the token for the Data API is sent over plain HTTP, so others on the network can read"
              + " it: use an endpoint that starts with https://; {} connections since this was last"
              + " logged, the latest to {}");

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
   * Returns a builder for a connection to a database.
   *
   * @param endpoint {@code https://host} or {@code https://host:port}; for Astra DB, the API
   *     endpoint that the Astra console shows. A server without TLS has {@code http://}
   * @throws IllegalArgumentException if {@code endpoint} is not such a URL
   */
  public static Builder builder(String endpoint) {
    return new Builder().endpoint(endpoint);
  }

  /**
   * Returns a builder with the values of the environment variables {@code ASTRA_DB_API_ENDPOINT},
   * {@code ASTRA_DB_APPLICATION_TOKEN} and {@code ASTRA_DB_KEYSPACE}, which LangChain's Python
   * classes read too. Options that you set on the builder override them. A blank variable counts as
   * not set.
   *
   * @throws IllegalStateException if {@code ASTRA_DB_API_ENDPOINT} is not set
   * @throws IllegalArgumentException if a variable has an invalid value
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
          "the environment variable ASTRA_DB_API_ENDPOINT is not set: set it to the database's API"
              + " endpoint, https://...");
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

  /** The keyspace that holds the collections. */
  public String keyspace() {
    return keyspace;
  }

  /** The kind of server: as set on the builder, or as derived from the endpoint. */
  public AstraDbEnvironment environment() {
    return environment;
  }

  /** Shows the endpoint, the keyspace and the kind of server, and hides the token. */
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

  /** The timeout of one attempt; null for the default, which depends on {@code callTimeout}. */
  @Nullable Duration requestTimeout() {
    return requestTimeout;
  }

  String userAgent() {
    return userAgent;
  }

  /** The address for commands that create, delete or list collections. */
  URI keyspaceUri() {
    return URI.create(base + "/" + keyspace);
  }

  /** The address for commands on the documents of {@code collection}. */
  URI collectionUri(String collection) {
    return URI.create(keyspaceUri() + "/" + collection);
  }

  Token token() {
    return token;
  }

  /** Returns {@code name} if it is a valid name of a keyspace or collection. */
  static String checkedName(String name, String what) {
    Objects.requireNonNull(name, what);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s: must be 1 to 48 ASCII letters, digits and underscores".formatted(what));
    }
    return name;
  }

  /** Builds an {@link AstraDbConnection}. */
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
     * The name of the keyspace, which is case-sensitive. The keyspace must exist. Default: {@code
     * default_keyspace} on Astra DB, none elsewhere.
     *
     * @throws IllegalArgumentException if {@code keyspace} is not 1 to 48 ASCII letters, digits and
     *     underscores
     */
    public Builder keyspace(String keyspace) {
      this.keyspace = checkedName(keyspace, "keyspace");
      return this;
    }

    /**
     * The kind of server. Set it if you reach Astra DB through a domain of your own, such as that
     * of a proxy. Default: derived from the domain of the endpoint, see {@link AstraDbEnvironment}.
     */
    public Builder environment(AstraDbEnvironment environment) {
      this.environment = Objects.requireNonNull(environment, "environment");
      return this;
    }

    /**
     * The path of the Data API on the server, such as {@code /v1}; may be empty. Default: {@code
     * /api/json/v1} on Astra DB, {@code /v1} elsewhere.
     *
     * @throws IllegalArgumentException if {@code basePath} ends with a slash, has more than 1,000
     *     characters, or is not like {@code /api/json}, with ASCII letters, digits and {@code . _ ~
     *     -}
     */
    public Builder basePath(String basePath) {
      this.basePath = Endpoint.checkedPath(basePath);
      return this;
    }

    /**
     * The application token. Default: no token is sent. If {@code token} and {@code credentials}
     * are called more than once, the last call wins.
     *
     * <p>If the endpoint is an {@code http://} URL of another machine, others on the network can
     * read the token or the credentials. {@link #build()} then logs a warning, at most once a
     * minute in this process.
     *
     * @throws IllegalArgumentException if {@code token} is empty, or contains a space or another
     *     character that an HTTP header cannot hold
     */
    public Builder token(String token) {
      this.token = Token.of(token);
      return this;
    }

    /**
     * A function that returns the application token, for tokens that change. It is called for every
     * attempt of a request, on the thread that sends it and by several threads at once, so it must
     * not block. If it throws, the call fails with that exception. If it returns null or a text
     * that an HTTP header cannot hold, the call fails with an {@link IllegalStateException}.
     */
    public Builder token(Supplier<String> token) {
      this.token = Token.of(token);
      return this;
    }

    /**
     * A user name and a password, which {@link AstraDbEnvironment#HCD HCD} and {@link
     * AstraDbEnvironment#DSE DSE} accept in place of a token.
     */
    public Builder credentials(String username, String password) {
      this.token = Token.of(username, password);
      return this;
    }

    /**
     * Adds your program to the {@code User-Agent} header, so that the server's operators can
     * recognise it. May be called more than once: the programs appear in the order of the calls,
     * before {@code bytestore}. Default: only {@code bytestore}.
     *
     * @param version may be empty
     * @throws IllegalArgumentException if {@code name} is empty, or if {@code name} or {@code
     *     version} contains a character that a product name in HTTP cannot have, such as a space
     */
    public Builder caller(String name, String version) {
      callers.add(UserAgent.caller(name, version));
      return this;
    }

    /**
     * The HTTP client, with its own executor, proxy, authenticator and TLS settings. The stores
     * never close it. It must have {@code followRedirects(NEVER)}, the JDK's default: otherwise it
     * would send the token to other hosts. Default: a client that all connections of the process
     * share, with a connect timeout of 10 seconds and as many daemon threads as there are
     * processors, at least two.
     */
    public Builder httpClient(HttpClient httpClient) {
      this.httpClient = Objects.requireNonNull(httpClient, "httpClient");
      return this;
    }

    /**
     * The executor on which the futures of the stores complete, and with them your continuations.
     * The stores never shut it down. If it rejects a task, the default executor runs that task.
     * Default: a pool of daemon threads that all stores of the process share. While continuations
     * block, it grows to up to 256 threads; then further tasks wait.
     */
    public Builder executor(Executor executor) {
      this.executor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * The maximum time for one attempt of a request, to the last byte of its response. The store's
     * {@link AstraDbByteStore.Builder#callTimeout(Duration) callTimeout} limits all attempts
     * together. Default: half of {@code callTimeout}, so that there is time for a second attempt,
     * and the whole of it for a request of 1 MiB or more. A timeout of more than 100 years counts
     * as 100 years.
     *
     * @throws IllegalArgumentException if {@code requestTimeout} is zero or negative
     */
    public Builder requestTimeout(Duration requestTimeout) {
      this.requestTimeout = positive(requestTimeout, "requestTimeout");
      return this;
    }

    /**
     * The maximum number of retries of a request, after its first attempt; 0 for no retries.
     * Default: any number of retries within the store's {@code callTimeout}.
     *
     * <p>A request is retried if its connection fails or times out, after the HTTP statuses 429,
     * 502, 503 and 504, after errors that the Data API calls safe to retry, and when other clients
     * write the same document. The pauses grow exponentially from 50 ms to 2 s, with jitter, and
     * are at least as long as the server's {@code Retry-After}. Every command is idempotent.
     *
     * @throws IllegalArgumentException if {@code maxRetries} is negative
     */
    public Builder maxRetries(int maxRetries) {
      if (maxRetries < 0) {
        throw new IllegalArgumentException("maxRetries: %d is negative".formatted(maxRetries));
      }
      this.maxRetries = maxRetries;
      return this;
    }

    /**
     * Builds the connection. Nothing is sent.
     *
     * @throws IllegalStateException if no keyspace was named and the server has no default one
     * @throws IllegalArgumentException if {@link #environment} contradicts the endpoint, or if the
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
            "httpClient: follows redirects, which would send the token to other hosts; build it"
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
          "no keyspace was named, and only Astra DB has a default one: set it with keyspace(...)");
    }
  }
}

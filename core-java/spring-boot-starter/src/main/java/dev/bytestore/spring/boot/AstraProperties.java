package dev.bytestore.spring.boot;

import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.astra.AstraDbEnvironment;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * A connection to Astra DB, or to another server with a Data API.
 *
 * @param apiEndpoint API endpoint of the database, an https:// URL.
 * @param token Application token.
 * @param username User name, for HCD and DSE in place of a token.
 * @param password Password, for HCD and DSE in place of a token.
 * @param keyspace Keyspace of the collections, case-sensitive. Default: default_keyspace in Astra
 *     DB.
 * @param environment Kind of server. Default: derived from the endpoint.
 * @param basePath Path of the Data API on the server. Default: /api/json/v1 in Astra DB, /v1
 *     elsewhere.
 * @param requestTimeout Maximum time for one attempt of a request. Default: half of the
 *     request-timeout of the store.
 * @param maxRetries Maximum number of retries of a request. Default: as many as fit into the
 *     request-timeout of the store.
 */
// Unknown fields are ignored: Spring Boot would log their values, such as that of a misspelt token.
@ConfigurationProperties("bytestore.astra")
record AstraProperties(
    @Nullable String apiEndpoint,
    @Nullable String token,
    @Nullable String username,
    @Nullable String password,
    @Nullable String keyspace,
    @Nullable AstraDbEnvironment environment,
    @Nullable String basePath,
    @Nullable Duration requestTimeout,
    @Nullable Integer maxRetries) {

  private static final PropertyGroup GROUP = new PropertyGroup("bytestore.astra");

  /** Makes the connection. Nothing is sent. */
  AstraDbConnection connect(String beanName, Beans beans) {
    if (token != null && password != null) {
      throw GROUP.failure(
          "token", "both a token and a password are set", "Remove one of them.", null);
    }
    AtomicReference<AstraDbConnection.@Nullable Builder> made = new AtomicReference<>();
    GROUP.set("api-endpoint", apiEndpoint, url -> made.set(AstraDbConnection.builder(url)));
    AstraDbConnection.Builder builder = Objects.requireNonNull(made.get(), "api-endpoint");
    GROUP.set("token", token, builder::token);
    GROUP.setBoth("username", username, "password", password, builder::credentials);
    GROUP.set("keyspace", keyspace, builder::keyspace);
    GROUP.set("environment", environment, builder::environment);
    GROUP.set("base-path", basePath, builder::basePath);
    GROUP.set("request-timeout", requestTimeout, builder::requestTimeout);
    GROUP.set("max-retries", maxRetries, builder::maxRetries);
    beans.customize(AstraDbConnection.Builder.class, beanName, builder);
    return GROUP.build(builder::build);
  }

  /** Shows no secrets. */
  @Override
  public String toString() {
    return "AstraProperties[apiEndpoint=%s, keyspace=%s, ...]".formatted(apiEndpoint, keyspace);
  }
}

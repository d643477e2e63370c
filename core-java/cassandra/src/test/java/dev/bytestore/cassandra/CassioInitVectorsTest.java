package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bytestore.cassandra.ConnectionPlan.Astra;
import dev.bytestore.cassandra.ConnectionPlan.BundleSource;
import dev.bytestore.cassandra.ConnectionPlan.Cassandra;
import dev.bytestore.cassandra.ConnectionPlan.Credentials;
import dev.bytestore.cassandra.ConnectionPlan.Existing;
import dev.bytestore.cassandra.HttpTransport.Response;
import dev.bytestore.internal.Futures;
import dev.bytestore.testing.Golden;
import dev.bytestore.testing.Zips;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Makes the same decisions as recorded calls of Python's {@code cassio.init}: which server, with
 * which credentials and keyspace, after which HTTP requests; or an error, with our own message.
 */
class CassioInitVectorsTest {

  private static final String FILE = "cassio_init.json";

  /** Arguments for Python's driver only, and the options of the Java driver that replace them. */
  private static final Map<String, String> DRIVER_SETTINGS =
      Map.of(
          "protocol_version", "advanced.protocol.version",
          "connect_timeout", "advanced.connection.connect-timeout");

  /** A part of each of Python's messages, and a part of our message for the same error. */
  private static final Map<String, String> ERRORS =
      Map.ofEntries(
          Map.entry("Insufficient parameters to connect", "nothing to connect to"),
          Map.entry(
              "When auto=True, no arguments",
              "keyspace: cannot be set, because the environment decides"),
          Map.entry("Please provide both usename/password or none.", "password is missing"),
          Map.entry("A database_id must be supplied if no", "no databaseId"),
          Map.entry("`token` is required if `secure_connect_bundle`", "no token"),
          Map.entry("A token must be supplied if connection", "no token"),
          Map.entry("Init string has unsupported or unknown version 2.", "has version 2"),
          Map.entry("Invalid or insufficient token", "Astra refused the token"),
          Map.entry("Generic error when fetching the URL", "message 'zzz'"),
          Map.entry("'downloadURL'", "downloadURL"));

  private static final CqlSession SESSION =
      (CqlSession)
          Proxy.newProxyInstance(
              CassioInitVectorsTest.class.getClassLoader(),
              new Class<?>[] {CqlSession.class},
              (proxy, method, arguments) -> "S");

  @TempDir Path directory;

  private final List<JsonNode> requests = new ArrayList<>();

  static Stream<Named<JsonNode>> vectors() {
    return Golden.vectors(FILE, "vectors")
        .map(vector -> Named.of(vector.get("name").asText(), vector));
  }

  @Test
  void thereAreAsManyVectorsAsWereRecorded() {
    assertThat(vectors()).hasSize(34);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void theDecisionIsTheSameAsInPython(JsonNode vector) {
    JsonNode result = vector.get("result");
    if (result.has("raises")) {
      assertThat(catchThrowable(() -> decide(vector)))
          .isInstanceOfAny(
              IllegalStateException.class,
              IllegalArgumentException.class,
              UncheckedIOException.class)
          .hasMessageContaining(ours(result.get("message").asText()));
    } else {
      Decision decision = decide(vector);
      assertThat(decision.keyspace()).isEqualTo(result.get("keyspace").textValue());
      if (result.get("session").asText().equals("S")) {
        assertThat(decision.plan())
            .isInstanceOfSatisfying(
                Existing.class, plan -> assertThat(plan.session()).isSameAs(SESSION));
      } else {
        assertPlan(decision.plan(), vector.get("cluster_calls").get(0));
      }
    }
    assertThat(requests).isEqualTo(list(vector.get("http")));
  }

  private static void assertPlan(ConnectionPlan plan, JsonNode call) {
    JsonNode login = call.get("auth_provider").path("PlainTextAuthProvider");
    Credentials credentials =
        login.isArray() ? new Credentials(login.get(0).asText(), login.get(1).asText()) : null;
    if (call.has("cloud")) {
      Astra astra = (Astra) plan;
      String file = call.get("cloud").get("secure_connect_bundle").asText();
      assertThat(astra.credentials()).isEqualTo(credentials);
      // An init string's bundle has the same file name, which we do not use.
      if (file.equals("secure-connect-bundle_devopsapi.zip")) {
        assertThat(astra.bundle()).isInstanceOf(BundleSource.Download.class);
      } else {
        assertThat(astra.bundle()).isNotInstanceOf(BundleSource.Download.class);
      }
    } else {
      Cassandra cassandra = (Cassandra) plan;
      int port = call.path("port").asInt(9042);
      assertThat(cassandra.credentials()).isEqualTo(credentials);
      assertThat(cassandra.localDatacenter()).isNull();
      assertThat(cassandra.contactPoints())
          .isEqualTo(
              list(call.path("contact_points")).stream()
                  .map(host -> new ContactPoint(host.asText(), port))
                  .toList());
    }
  }

  private Decision decide(JsonNode vector) {
    CassandraConnection.Builder builder = builder(vector);
    ConnectionPlan plan = builder.plan();
    if (!(plan instanceof Astra astra)) {
      return new Decision(plan, plan.keyspace());
    }
    HttpTransport transport =
        (method, uri, headers) -> answer(vector.get("name").asText(), method, uri, headers);
    return new Decision(plan, ConnectionOpener.keyspace(astra, bundle(astra.bundle(), transport)));
  }

  private record Decision(ConnectionPlan plan, String keyspace) {}

  private static SecureBundle bundle(BundleSource source, HttpTransport transport) {
    if (source instanceof BundleSource.Download download) {
      return SecureBundle.ofZip(Futures.await(download.download().fetch(transport)));
    }
    if (source instanceof BundleSource.File file) {
      return SecureBundle.ofZip(Zips.read(file.path()));
    }
    return ((BundleSource.InMemory) source).bundle();
  }

  private CassandraConnection.Builder builder(JsonNode vector) {
    JsonNode arguments = vector.get("args");
    Map<String, String> environment = new HashMap<>();
    vector
        .get("env")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), text(entry.getValue())));
    // Our builder has one setter for both user name and password. The environment can set just one.
    if (arguments.has("username")
        && !arguments.has("password")
        && arguments.has("contact_points")) {
      return CassandraConnection.fromEnvironment(
          Map.of(
              "CASSANDRA_CONTACT_POINTS", arguments.get("contact_points").asText(),
              "CASSANDRA_USERNAME", arguments.get("username").asText()));
    }
    CassandraConnection.Builder builder =
        arguments.has("auto")
            ? CassandraConnection.fromEnvironment(environment)
            : CassandraConnection.builder();
    arguments
        .properties()
        .forEach(argument -> set(builder, arguments, argument.getKey(), argument.getValue()));
    return builder;
  }

  private void set(
      CassandraConnection.Builder builder, JsonNode arguments, String name, JsonNode value) {
    switch (name) {
      case "auto" -> assertThat(value.asBoolean()).isTrue();
      case "session" -> builder.session(SESSION);
      case "contact_points" -> {
        if (value.isArray()) {
          builder.contactPoints(list(value).stream().map(JsonNode::asText).toList());
        } else {
          builder.contactPoints(value.asText());
        }
      }
      case "username" -> builder.credentials(value.asText(), arguments.get("password").asText());
      case "password" -> assertThat(arguments.has("username")).isTrue();
      case "secure_connect_bundle" -> builder.secureConnectBundle(Path.of(text(value)));
      case "init_string" -> builder.initString(text(value));
      case "token" -> builder.token(value.asText());
      case "database_id" -> builder.databaseId(value.asText());
      case "keyspace" -> builder.keyspace(value.asText());
      case "bundle_url_template" -> builder.bundleUrlTemplate(value.asText());
      case "cluster_kwargs", "cloud_kwargs" ->
          value
              .properties()
              .forEach(option -> setForDriver(builder, option.getKey(), option.getValue()));
      default -> throw new AssertionError("a vector has an argument unknown here: " + name);
    }
  }

  private static void setForDriver(
      CassandraConnection.Builder builder, String name, JsonNode value) {
    if (name.equals("port")) {
      builder.port(value.asInt());
    } else {
      assertThat(DRIVER_SETTINGS).containsKey(name);
      Consumer<CqlSessionBuilder> customizer =
          session ->
              session.withConfigLoader(
                  DriverConfigLoader.fromString(DRIVER_SETTINGS.get(name) + "=" + value));
      builder.sessionCustomizer(customizer);
    }
  }

  /** The value of an argument or a variable. Some values are names of a file or a long text. */
  private String text(JsonNode value) {
    return switch (value.asText()) {
      case "<INIT_STRING with keyspace is_ks and token AstraCS:is>" ->
          Golden.file(FILE).get("init_string_example").get("encoded").asText();
      case "<INIT_STRING with keyspace null and token null>" -> initStringWithoutOptions();
      case "<BUNDLE with keyspace bundle_ks>" -> bundleFile("{\"keyspace\": \"bundle_ks\"}");
      case "<BUNDLE without keyspace>" -> bundleFile("{}");
      default -> {
        assertThat(value.asText()).doesNotStartWith("<");
        yield value.asText();
      }
    };
  }

  private static String initStringWithoutOptions() {
    ObjectNode content = Golden.file(FILE).get("init_string_example").get("decoded").deepCopy();
    ((ObjectNode) content.get("options")).putNull("keyspace").putNull("token");
    return Base64.getEncoder().encodeToString(content.toString().getBytes(UTF_8));
  }

  private String bundleFile(String config) {
    return Zips.write(directory.resolve("secure-connect-x.zip"), bundleWith(config)).toString();
  }

  private static Map<String, byte[]> bundleWith(String config) {
    return Map.of("config.json", config.getBytes(UTF_8));
  }

  /** The response that was recorded. If it was an error, the name of the vector says which. */
  private CompletableFuture<Response> answer(
      String vector, String method, URI uri, Map<String, String> headers) {
    ObjectNode request = new ObjectMapper().createObjectNode();
    request.put("method", method).put("url", uri.toString());
    if (!headers.isEmpty()) {
      headers.forEach(request.putObject("headers")::put);
    }
    requests.add(request);
    String toPost =
        vector.startsWith("download answer ")
            ? vector.substring("download answer ".length())
            : "{\"downloadURL\": \"https://dl/x.zip\"}";
    byte[] body =
        method.equals("POST")
            ? toPost.getBytes(UTF_8)
            : Zips.of(bundleWith("{\"keyspace\": \"bundle_ks\"}"));
    return CompletableFuture.completedFuture(new Response(200, body));
  }

  private static String ours(String pythons) {
    return ERRORS.entrySet().stream()
        .filter(error -> pythons.startsWith(error.getKey()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no words of ours for: " + pythons))
        .getValue();
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }
}

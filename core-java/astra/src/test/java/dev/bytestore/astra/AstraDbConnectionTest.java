package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.testing.Golden;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AstraDbConnectionTest {

  private static final String LOCAL = "http://localhost:8181";
  private static final String ASTRA =
      "https://01234567-89ab-cdef-0123-456789abcdef-us-east1.apps.astra.datastax.com";

  private static AstraDbConnection.Builder local() {
    return AstraDbConnection.builder(LOCAL).keyspace("ks1");
  }

  @Test
  void onAstraDbTheKeyspaceAndThePathHaveDefaults() {
    AstraDbConnection connection = AstraDbConnection.builder(ASTRA).build();

    assertThat(connection.keyspace()).isEqualTo("default_keyspace");
    assertThat(connection.environment()).isEqualTo(AstraDbEnvironment.PROD);
    assertThat(connection.collectionUri("kv"))
        .hasToString(ASTRA + "/api/json/v1/default_keyspace/kv");
  }

  @Test
  void elsewhereTheKeyspaceHasToBeNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> AstraDbConnection.builder(LOCAL).build())
        .withMessageContaining("keyspace(...)");
    assertThat(local().build().collectionUri("kv")).hasToString(LOCAL + "/v1/ks1/kv");
  }

  @Test
  void theBasePathCanBeAnother() {
    assertThat(local().basePath("").build().keyspaceUri()).hasToString(LOCAL + "/ks1");
    assertThat(local().basePath("/a/b").build().keyspaceUri()).hasToString(LOCAL + "/a/b/ks1");
  }

  /** Such a client would send the token to the host that a redirect names. */
  @ParameterizedTest
  @EnumSource(names = "NEVER", mode = EnumSource.Mode.EXCLUDE)
  void anHttpClientThatFollowsRedirectsIsRefused(Redirect redirect) {
    AstraDbConnection.Builder builder =
        local().httpClient(HttpClient.newBuilder().followRedirects(redirect).build());

    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContainingAll("httpClient", "token", "Redirect.NEVER");
  }

  @Test
  void anHttpClientWithTheDefaultsOfTheJdkIsAccepted() {
    assertThat(local().httpClient(HttpClient.newHttpClient()).build()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1", "/v1/", "/", "//", "/a b", "/a?b", "/a//b", "/..", "/a/../b", "/a/.", "/\u0663"
      })
  void aBasePathThatIsNoneIsRefused(String basePath) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> local().basePath(basePath))
        .withMessageStartingWith("basePath: write it as");
  }

  /** A regular expression that checked it once overflowed the stack. */
  @Test
  void aBasePathOfAnyLengthIsCheckedWithoutRecursion() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> local().basePath("/a".repeat(1_000_000)))
        .withMessageStartingWith("basePath: write it as")
        .withNoCause();
    assertThat(local().basePath("/a".repeat(500)).build().keyspaceUri().toString())
        .endsWith("/ks1");
  }

  /** A long cannot hold the nanoseconds of this timeout. */
  @Test
  void theLongestDurationMeansNoTimeout() {
    Duration forever = ChronoUnit.FOREVER.getDuration();
    try (DataApiServer server = TestDataApi.serverWithAnEntry()) {
      AstraDbConnection connection = TestDataApi.connection(server).requestTimeout(forever).build();
      BlockingByteStore store =
          AstraDbByteStore.builder(connection)
              .collection("kv")
              .setupTimeout(forever)
              .build()
              .blocking();

      assertThat(store.mget(List.of("k"))).hasSize(1).doesNotContainNull();
    }
  }

  static Stream<JsonNode> tokens() {
    return Golden.vectors("data_api_token.json", "vectors");
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void aUserNameAndAPasswordMakeTheTokenThatPythonMakes(JsonNode vector) {
    AstraDbConnection connection =
        local()
            .credentials(vector.get("username").asText(), vector.get("password").asText())
            .build();

    assertThat(connection.token().text()).isEqualTo(vector.get("token").asText());
  }

  @Test
  void noTokenIsEverPrinted() {
    List<AstraDbConnection> databases =
        List.of(
            local().token("AstraCS:secret").build(),
            local().token(() -> "AstraCS:secret").build(),
            local().credentials("secret", "secret").build());

    assertThat(databases)
        .allSatisfy(
            connection ->
                assertThat(connection)
                    .asString()
                    .contains("<hidden>", LOCAL, "ks1")
                    .doesNotContain("secret", "c2VjcmV0"));
    assertThat(databases.get(0).token()).hasToString("<hidden>");
    assertThat(local().build()).asString().contains("token=none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "AstraCS:sec ret", "secret\r\nX: y", "sécret"})
  void aTokenThatNoHeaderCanHoldIsRefusedWithoutBeingQuoted(String token) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> local().token(token))
        .withMessageContaining("token")
        .withMessageNotContaining("cret");
    AstraDbConnection connection = local().token(() -> token).build();
    assertThatIllegalStateException()
        .isThrownBy(() -> connection.token().text())
        .withMessageContaining("token")
        .withMessageNotContaining("cret");
  }

  @Test
  void theEnvironmentVariablesOfPythonAreRead() {
    AstraDbConnection connection =
        AstraDbConnection.fromEnvironment(
                Map.of(
                    "ASTRA_DB_API_ENDPOINT", " " + ASTRA + " ",
                    "ASTRA_DB_APPLICATION_TOKEN", " AstraCS:xyz\n",
                    "ASTRA_DB_KEYSPACE", " ks9 "))
            .build();

    assertThat(connection.keyspaceUri()).hasToString(ASTRA + "/api/json/v1/ks9");
    assertThat(connection.token().text()).isEqualTo("AstraCS:xyz");
  }

  @Test
  void aBlankVariableIsNoneAndWhatIsSaidInTheProgramWins() {
    AstraDbConnection.Builder builder =
        AstraDbConnection.fromEnvironment(
            Map.of(
                "ASTRA_DB_API_ENDPOINT", ASTRA,
                "ASTRA_DB_APPLICATION_TOKEN", " ",
                "ASTRA_DB_KEYSPACE", ""));

    assertThat(builder.build().token().text()).isNull();
    assertThat(builder.build().keyspace()).isEqualTo("default_keyspace");
    assertThat(builder.keyspace("mine").build().keyspace()).isEqualTo("mine");
  }

  @Test
  void withoutAnEndpointInTheEnvironmentTheVariableIsNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> AstraDbConnection.fromEnvironment(Map.of("ASTRA_DB_API_ENDPOINT", " ")))
        .withMessageContaining("ASTRA_DB_API_ENDPOINT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a-b", "a b", "a/b", "..", "é", "a.b"})
  void aNameThatNoKeyspaceOrCollectionCanHaveIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> local().keyspace(name))
        .withMessageContaining("keyspace");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AstraDbByteStore.builder(local().build()).collection(name))
        .withMessageContaining("collection");
    assertThatIllegalArgumentException().isThrownBy(() -> local().keyspace("x".repeat(49)));
  }

  @Test
  void callersComeFirstInTheUserAgentInTheirOrder() {
    assertThat(local().caller("myapp", "1.2").caller("plain", "").build().userAgent())
        .startsWith("myapp/1.2 plain bytestore");
    assertThat(local().build().userAgent()).startsWith("bytestore");
  }

  @Test
  void badOptionsAreRefusedByTheirNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> local().caller("my app", "1"))
        .withMessageContaining("name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> local().caller("app", "1\r\nX: y"))
        .withMessageContaining("version");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> local().maxRetries(-1))
        .withMessageContaining("maxRetries");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> local().requestTimeout(Duration.ZERO))
        .withMessageContaining("requestTimeout");
    assertThatNullPointerException()
        .isThrownBy(() -> local().token((String) null))
        .withMessageContaining("token");
    assertThatNullPointerException()
        .isThrownBy(() -> local().credentials("user", null))
        .withMessageContaining("password");
    assertThatNullPointerException()
        .isThrownBy(() -> AstraDbConnection.builder(null))
        .withMessageContaining("endpoint");
    assertThatNullPointerException()
        .isThrownBy(() -> AstraDbByteStore.builder(null))
        .withMessageContaining("connection");
    assertThatIllegalStateException()
        .isThrownBy(() -> AstraDbByteStore.builder(local().build()).build())
        .withMessageContaining("collection(...)");
  }
}

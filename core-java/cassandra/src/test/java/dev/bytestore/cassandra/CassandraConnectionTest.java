package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.cassandra.ConnectionPlan.Astra;
import dev.bytestore.cassandra.ConnectionPlan.Cassandra;
import dev.bytestore.testing.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests without a server: invalid options, {@code toString}, and the default of the process. */
class CassandraConnectionTest {

  private static final String TOKEN = "AstraCS:secret";
  private static final CqlSession SESSION =
      (CqlSession)
          Proxy.newProxyInstance(
              CassandraConnectionTest.class.getClassLoader(),
              new Class<?>[] {CqlSession.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("getName")) {
                  return "s0";
                }
                throw new AssertionError("not expected: " + method);
              });

  @AfterEach
  void forgetTheDefault() {
    CassandraConnection.setDefault(null);
  }

  private static CassandraConnection handedIn() {
    return CassandraConnection.builder().session(SESSION).keyspace("ks").connect();
  }

  @Test
  void secretsAreNotPrinted() {
    String initString =
        Golden.file("cassio_init.json").get("init_string_example").get("encoded").asText();
    CassandraConnection.Builder builder =
        CassandraConnection.builder()
            .contactPoints("h")
            .credentials("someone", "secret-password")
            .token(TOKEN)
            .databaseId("id")
            .keyspace("ks");

    assertThat(builder.toString())
        .contains("someone", "password=<hidden>", "token=<hidden>", "databaseId=id", "keyspace=ks")
        .doesNotContain("secret");
    assertThat(builder.plan().toString()).contains("<hidden>").doesNotContain("secret");
    CassandraConnection.Builder fromInitString =
        CassandraConnection.builder().initString(initString);
    assertThat(fromInitString.toString())
        .isEqualTo("CassandraConnection.Builder[initString=<hidden>]");
    assertThat(fromInitString.plan().toString())
        .contains("<hidden>")
        .doesNotContain("AstraCS", "CERT", "KEY");
    assertThat(
            CassandraConnection.builder()
                .contactPoints("h")
                .credentials("someone", "secret-password")
                .plan()
                .toString())
        .contains("someone")
        .doesNotContain("secret");
    assertThat(handedIn()).hasToString("CassandraConnection[session=s0, keyspace=ks]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AstraCS:secret\n", "AstraCS: secret", "AstraCS:secr\u00e9t"})
  void anInvalidTokenIsRefusedWithoutBeingShown(String token) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CassandraConnection.builder().token(token).databaseId("id").connect())
        .withMessageStartingWith("token:")
        .withMessageNotContaining("secr");
  }

  @Test
  void anInvalidKeyspaceIsRefusedWhereverItComesFrom() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CassandraConnection.builder().keyspace("a-b"))
        .withMessageContaining("keyspace: not a valid CQL name");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                CassandraConnection.fromEnvironment(
                        Map.of("CASSANDRA_CONTACT_POINTS", "h", "CASSANDRA_KEYSPACE", ""))
                    .connect())
        .withMessageContaining("keyspace: not a valid CQL name");
  }

  @Test
  void contactPointsWithoutAHostAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CassandraConnection.builder().contactPoints(" , ,"))
        .withMessageContaining("contains no host");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> CassandraConnection.fromEnvironment(Map.of("CASSANDRA_CONTACT_POINTS", ",")))
        .withMessageContaining("contains no host");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CassandraConnection.builder().contactPoints(List.of("h", "")).connect())
        .withMessageContaining("contactPoints: element at position 1 ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CassandraConnection.builder().port(0))
        .withMessageContaining("port: 0");
  }

  @Test
  void aPasswordInContactPointsIsNotShown() {
    CassandraConnection.Builder builder =
        CassandraConnection.builder().contactPoints("h, someone:secret@other:9042");

    assertThat(builder.toString()).contains("h").doesNotContain("secret");
    assertThatIllegalArgumentException()
        .isThrownBy(builder::connect)
        .withMessageContaining("element at position 1 contains @")
        .withMessageContaining("credentials(...)")
        .withMessageNotContaining("secret")
        .withNoCause();
  }

  @Test
  void nullsAreRefusedByName() {
    assertThatNullPointerException()
        .isThrownBy(() -> CassandraConnection.builder().token(null))
        .withMessage("token");
    assertThatNullPointerException()
        .isThrownBy(() -> CassandraConnection.builder().credentials("someone", null))
        .withMessage("password");
  }

  @Test
  void anEmptyVariableCountsAsDefined() {
    Map<String, String> cassandra =
        Map.of("CASSANDRA_CONTACT_POINTS", "", "ASTRA_DB_APPLICATION_TOKEN", TOKEN);
    Map<String, String> astra =
        Map.of("ASTRA_DB_APPLICATION_TOKEN", TOKEN, "ASTRA_DB_INIT_STRING", "", "ASTRA_DB_ID", "i");

    assertThat(CassandraConnection.fromEnvironment(cassandra).plan())
        .isInstanceOfSatisfying(
            Cassandra.class, plan -> assertThat(plan.contactPoints()).isEmpty());
    assertThat(CassandraConnection.fromEnvironment(astra).plan()).isInstanceOf(Astra.class);
    assertThatThrownBy(
            () ->
                CassandraConnection.fromEnvironment(
                        Map.of("CASSANDRA_CONTACT_POINTS", "h", "CASSANDRA_USERNAME", ""))
                    .connect())
        .hasMessageContaining("password is missing");
    assertThatThrownBy(
            () ->
                CassandraConnection.fromEnvironment(
                        Map.of(
                            "ASTRA_DB_APPLICATION_TOKEN", TOKEN, "ASTRA_DB_SECURE_BUNDLE_PATH", ""))
                    .connect())
        .hasMessageContaining("secureConnectBundle: the path is empty");
  }

  static Stream<Consumer<CassandraConnection.Builder>> decidedByTheEnvironment() {
    return Stream.of(
        builder -> builder.session(SESSION),
        builder -> builder.contactPoints("h"),
        builder -> builder.contactPoints(List.of("h")),
        builder -> builder.credentials("u", "p"),
        builder -> builder.secureConnectBundle(Path.of("x")),
        builder -> builder.token(TOKEN),
        builder -> builder.initString("x"),
        builder -> builder.databaseId("x"),
        builder -> builder.keyspace("x"),
        builder -> builder.bundleUrlTemplate("https://h/"));
  }

  @ParameterizedTest
  @MethodSource("decidedByTheEnvironment")
  void optionsThatTheEnvironmentDecidesCannotBeSet(Consumer<CassandraConnection.Builder> option) {
    CassandraConnection.Builder builder =
        CassandraConnection.fromEnvironment(Map.of("CASSANDRA_CONTACT_POINTS", "h"));

    assertThatIllegalStateException()
        .isThrownBy(() -> option.accept(builder))
        .withMessageContaining("the environment decides");
  }

  @Test
  void optionsOfTheDriverCanBeSetWithTheEnvironment() {
    CassandraConnection.Builder builder =
        CassandraConnection.fromEnvironment(Map.of("CASSANDRA_CONTACT_POINTS", "h"));

    assertThat(builder.port(1).localDatacenter("here").plan())
        .isEqualTo(new Cassandra(List.of(new ContactPoint("h", 1)), "here", null, null));
  }

  @Test
  void anEnvironmentWithoutTheVariablesFailsWithTheirNames() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                CassandraConnection.fromEnvironment(
                        Map.of("ASTRA_DB_SECURE_BUNDLE_PATH", "x", "ASTRA_DB_ID", "y"))
                    .connectAsync())
        .withMessageContaining("CASSANDRA_CONTACT_POINTS");
  }

  @Test
  void aBundleThatCannotBeReadFailsTheFuture(@TempDir Path directory) throws IOException {
    Path missing = directory.resolve("missing.zip");
    Path page = Files.writeString(directory.resolve("page.zip"), "<html>secret</html>");

    assertThatThrownBy(
            () -> CassandraConnection.builder().secureConnectBundle(missing).token(TOKEN).connect())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(missing.toString());
    assertThatThrownBy(
            () -> CassandraConnection.builder().secureConnectBundle(page).token(TOKEN).connect())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a zip file")
        .hasMessageNotContaining("secret");
  }

  @Test
  void withoutADefaultTheErrorSaysHowToSetOne() {
    assertThatIllegalStateException()
        .isThrownBy(() -> CassandraByteStore.builder().keyspace("k").table("t").build())
        .withMessageContaining("CassandraConnection.setDefault(");
    assertThatIllegalStateException()
        .isThrownBy(() -> CassandraLlmCache.builder().keyspace("k").buildAsync())
        .withMessageContaining("CassandraConnection.setDefault(");
  }

  @Test
  void theDefaultIsReplacedAsAWholeAndNotClosed() {
    CassandraConnection first = handedIn();
    CassandraConnection second = handedIn();

    assertThat(CassandraConnection.defaultConnection()).isNull();
    assertThat(CassandraConnection.setDefault(first)).isNull();
    assertThat(CassandraConnection.setDefault(second)).isSameAs(first);
    assertThat(CassandraConnection.defaultConnection()).isSameAs(second);
    first.close();
    assertThat(CassandraConnection.defaultConnection()).isSameAs(second);
    assertThat(CassandraConnection.setDefault(null)).isSameAs(second);
    assertThat(CassandraConnection.defaultConnection()).isNull();
  }

  @Test
  void ofManyThreadsThatReplaceTheDefaultEachGetsAnother() {
    List<CassandraConnection> connections = Stream.generate(() -> handedIn()).limit(50).toList();

    List<CassandraConnection> previous =
        connections.stream()
            .map(
                connection ->
                    CompletableFuture.supplyAsync(() -> CassandraConnection.setDefault(connection)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(previous).containsOnlyOnce((CassandraConnection) null).doesNotHaveDuplicates();
  }

  @Test
  void aClosedConnectionIsTheDefaultNoLonger() {
    CassandraConnection connection = handedIn();
    CassandraConnection.setDefault(connection);

    connection.close();
    connection.close();

    assertThat(CassandraConnection.defaultConnection()).isNull();
    assertThatIllegalStateException()
        .isThrownBy(() -> CassandraConnection.setDefault(connection))
        .withMessageContaining("closed");
    assertThat(CassandraConnection.defaultConnection()).isNull();
  }
}

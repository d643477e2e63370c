package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.internal.Futures;
import dev.bytestore.testing.ChildJvm;
import dev.bytestore.testing.HttpsStandIn;
import dev.bytestore.testing.TestCertificates;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a local HTTPS server that stands in for Astra. */
class BundleDownloadTest {

  private static final String TOKEN = "AstraCS:secret";
  private static final Duration SOON = Duration.ofMillis(500);

  @TempDir static Path directory;
  private static SSLContext sslContext;
  private HttpsStandIn astra;

  @BeforeAll
  static void makeCertificates() {
    sslContext = TestCertificates.make(directory).sslContext();
  }

  @BeforeEach
  void start() {
    astra = new HttpsStandIn(sslContext);
  }

  @AfterEach
  void stop() {
    astra.close();
  }

  private byte[] download(Duration timeout) {
    return download(timeout, sslContext);
  }

  private byte[] download(Duration timeout, SSLContext trust) {
    HttpTransport transport = new HttpsTransport(trust, timeout, 1_000);
    return Futures.await(
        BundleDownload.of(astra.url("/{database_id}"), "db-1", TOKEN).fetch(transport));
  }

  private byte[] download() {
    return download(Duration.ofSeconds(30));
  }

  private HttpsStandIn answersAddress(String address) {
    return astra.on("/db-1", 200, "{\"downloadURL\": \"%s\"}".formatted(address).getBytes(UTF_8));
  }

  @Test
  void theTokenIsSentToAstraButNotToTheDownloadUrl() {
    answersAddress(astra.url("/bundle?signature=x")).on("/bundle", 200, new byte[] {1, 2});

    assertThat(download()).containsExactly(1, 2);
    assertThat(astra.requests())
        .containsExactly("POST /db-1 Bearer " + TOKEN, "GET /bundle?signature=x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | {\"errors\": [{\"message\": \"JWT not valid\"}]} | refused the token",
        "400 | {\"errors\": [{\"message\": \"Malformed token\"}]} | refused the token",
        "403 | nothing | refused the token",
        "404 | {\"errors\": [{\"message\": \"no such database\"}]} | message 'no such database'",
        "404 | {} | Check the database id and the token",
        "200 | null | Check the database id and the token",
        "200 | {\"errors\": []} | Check the database id and the token",
        "200 | {\"errors\": [{\"message\": \"AstraCS:secret\"}]} | message '<hidden>'",
      })
  void aRefusalByAstraIsReportedWithoutTheToken(int status, String answer, String told) {
    astra.on("/db-1", status, answer.getBytes(UTF_8));

    assertThatThrownBy(this::download)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(told)
        .hasMessageContaining("HTTP " + status)
        .hasMessageNotContaining(TOKEN);
    assertThat(astra.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | oops | HTTP 500",
        "429 | oops | HTTP 429",
        "302 | {\"downloadURL\": \"https://localhost/\"} | HTTP 302",
        "200 | oops | downloadURL",
        "200 | [] | downloadURL",
        "200 | {\"downloadURL\": 7} | downloadURL",
        "200 | {\"downloadURL\": \"http://localhost/plain\"} | no HTTPS URL",
        "200 | {\"downloadURL\": \"file:///etc/passwd\"} | no HTTPS URL",
      })
  void anUnusableResponseFailsWithAnUncheckedIoException(int status, String answer, String told) {
    astra.on("/db-1", status, answer.getBytes(UTF_8));

    assertThatThrownBy(this::download)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(told);
    assertThat(astra.requests()).hasSize(1);
  }

  @Test
  void aFailedDownloadIsReportedWithItsStatusAndWithoutTheSignature() {
    answersAddress(astra.url("/bundle?signature=x")).on("/bundle", 403, new byte[0]);

    assertThatThrownBy(this::download)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("HTTP 403")
        .hasMessageNotContaining("signature");
  }

  @Test
  void aBundleThatIsTooLargeIsNotReadCompletely() {
    answersAddress(astra.url("/bundle")).on("/bundle", 200, new byte[1_001]);

    assertThatThrownBy(this::download)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("larger than 1000 bytes");
  }

  @Test
  void anAnswerThatStopsHalfwayRunsIntoTheTimeout() {
    CountDownLatch end = new CountDownLatch(1);
    answersAddress(astra.url("/bundle?signature=x"))
        .on(
            "/bundle",
            exchange -> {
              exchange.sendResponseHeaders(200, 100);
              exchange.getResponseBody().write(1);
              exchange.getResponseBody().flush();
              awaitQuietly(end);
            });
    try {
      assertThatThrownBy(() -> download(SOON))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("did not respond within PT0.5S")
          .hasMessageNotContaining("signature");
    } finally {
      end.countDown();
    }
  }

  @Test
  void aServerThatNeverAnswersRunsIntoTheTimeout() {
    CountDownLatch end = new CountDownLatch(1);
    astra.on("/db-1", exchange -> awaitQuietly(end));
    try {
      assertThatThrownBy(() -> download(SOON))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("did not respond within PT0.5S");
    } finally {
      end.countDown();
    }
  }

  @Test
  void aServerWhoseCertificateIsNotTrustedGetsNoToken() {
    astra.on("/db-1", 200, new byte[0]);

    assertThatThrownBy(() -> download(Duration.ofSeconds(30), null))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(SSLException.class);
    assertThat(astra.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../other", "a/b", "a?b", "id id"})
  void anInvalidDatabaseIdIsRefusedBeforeAnyRequest(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BundleDownload.of("https://h/{database_id}", id, TOKEN))
        .withMessageContaining("databaseId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://h/{database_id}", "h", "https:", "ftp://h/", "https://h/{x}"})
  void aTemplateThatIsNotAnHttpsUrlIsRefused(String template) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BundleDownload.of(template, "id", TOKEN))
        .withMessageContaining("bundleUrlTemplate");
  }

  @Test
  void theTokenIsNotPrinted() {
    assertThat(BundleDownload.of(BundleDownload.DEFAULT_URL_TEMPLATE, "id", TOKEN).toString())
        .contains("https://api.astra.datastax.com/v2/databases/id/secureBundleURL")
        .doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void bundlesAreDownloadedWhileTheApplicationHoldsTheCommonPool(
      int parallelism, @TempDir Path certificates) {
    ChildJvm.Result result =
        new ChildJvm()
            .options("-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + parallelism)
            .run(DownloadWithoutCommonPool.class, Duration.ofMinutes(2), certificates.toString());

    assertThat(result.output()).contains("2 bytes");
    assertThat(result.exitCode()).isZero();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

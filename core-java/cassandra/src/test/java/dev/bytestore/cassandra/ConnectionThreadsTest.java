package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.testing.HttpsStandIn;
import dev.bytestore.testing.SecureBundles;
import dev.bytestore.testing.TestCertificates;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which threads build a session, and with which context class loader. Needs no server. */
class ConnectionThreadsTest {

  @TempDir static Path directory;
  private static TestCertificates certificates;
  private static HttpsStandIn astra;
  private static SecureBundles bundles;

  @BeforeAll
  static void start() throws IOException {
    certificates = TestCertificates.make(directory);
    astra = new HttpsStandIn(certificates.sslContext());
    bundles = new SecureBundles(certificates, astra.port(), "ks");
    String address = "{\"downloadURL\": \"%s\"}".formatted(astra.url("/bundle"));
    astra.on("/db-1", 200, address.getBytes(UTF_8)).on("/bundle", 200, bundles.zip());
    Files.write(directory.resolve("bundle.zip"), bundles.zip());
  }

  @AfterAll
  static void stop() {
    astra.close();
  }

  private static CassandraConnection.Builder astra() {
    return CassandraConnection.builder().token("AstraCS:secret");
  }

  private static CassandraConnection.Builder download() {
    return astra()
        .databaseId("db-1")
        .bundleUrlTemplate(astra.url("/{database_id}"))
        .sslContext(certificates.sslContext());
  }

  /** A builder for each way to connect. */
  static Stream<Supplier<CassandraConnection.Builder>> ways() {
    return Stream.of(
        () -> CassandraConnection.builder().contactPoints("127.0.0.1"),
        () -> astra().secureConnectBundle(directory.resolve("bundle.zip")),
        () ->
            CassandraConnection.builder()
                .initString(
                    bundles.initString(
                        TestCertificates.RSA_CLIENT,
                        certificates.keyPem(TestCertificates.RSA_CLIENT),
                        "AstraCS:secret")),
        ConnectionThreadsTest::download);
  }

  /**
   * The driver looks for application.conf in the context class loader. The test sets one of its
   * own, because by default a test has the same one as the threads of a pool.
   */
  @ParameterizedTest
  @MethodSource("ways")
  void theSessionIsBuiltWithTheContextClassLoaderOfTheCaller(
      Supplier<CassandraConnection.Builder> way) throws IOException {
    AtomicReference<ClassLoader> seen = new AtomicReference<>();
    CassandraConnection.Builder builder =
        way.get()
            .sessionCustomizer(
                session -> {
                  seen.set(Thread.currentThread().getContextClassLoader());
                  throw new IllegalStateException("enough");
                });

    try (URLClassLoader application = new URLClassLoader(new URL[0])) {
      assertThatThrownBy(() -> with(application, builder::connect)).hasMessage("enough");
      assertThat(seen.getAndSet(null)).isSameAs(application);
      assertThatThrownBy(() -> with(application, builder::connectAsync).join())
          .hasRootCauseMessage("enough");
      assertThat(seen).hasValue(application);
    }
  }

  @Test
  void continuationsOnThePoolHaveTheContextClassLoaderOfTheCaller() throws Exception {
    CountDownLatch ready = new CountDownLatch(1);
    CassandraConnection.Builder builder =
        CassandraConnection.builder()
            .contactPoints("127.0.0.1")
            .sessionCustomizer(
                session -> {
                  awaitQuietly(ready);
                  throw new IllegalStateException("enough");
                });
    try (URLClassLoader application = new URLClassLoader(new URL[0])) {
      CompletableFuture<List<Object>> continuation =
          with(application, builder::connectAsync)
              .handle(
                  (connection, failure) ->
                      List.of(
                          Thread.currentThread().getName().startsWith("bytestore-"),
                          Thread.currentThread().getContextClassLoader()));
      ready.countDown();

      assertThat(continuation.get(60, TimeUnit.SECONDS)).containsExactly(true, application);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theOnlyThreadOfAnExecutorMayWaitForAConnection(Supplier<CassandraConnection.Builder> way) {
    ExecutorService only = Executors.newSingleThreadExecutor();
    try {
      CassandraConnection.Builder builder =
          way.get()
              .executor(only)
              .sessionCustomizer(
                  session -> {
                    throw new IllegalStateException("enough");
                  });
      assertThatThrownBy(() -> only.submit(builder::connect).get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("enough");
    } finally {
      only.shutdownNow();
    }
  }

  /** The future is complete before the thread waits for it. */
  @Test
  void theOnlyThreadOfAnExecutorMayWaitForASessionThatIsThere() throws Exception {
    ExecutorService only = Executors.newSingleThreadExecutor();
    try {
      CqlSession session =
          (CqlSession)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {CqlSession.class},
                  (proxy, method, arguments) -> {
                    throw new AssertionError("not expected: " + method);
                  });
      CassandraConnection.Builder builder =
          CassandraConnection.builder().session(session).executor(only);

      only.submit(() -> builder.connect().close()).get(60, TimeUnit.SECONDS);
      only.submit(() -> builder.connectAsync().join().closeAsync().join())
          .get(60, TimeUnit.SECONDS);
    } finally {
      only.shutdownNow();
    }
  }

  private static <T> T with(ClassLoader loader, Supplier<T> call) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return call.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import dev.bytestore.cassandra.ConnectionPlan.Astra;
import dev.bytestore.cassandra.ConnectionPlan.BundleSource;
import dev.bytestore.cassandra.ConnectionPlan.Cassandra;
import dev.bytestore.cassandra.ConnectionPlan.Credentials;
import dev.bytestore.cassandra.ConnectionPlan.Existing;
import dev.bytestore.internal.BlockingSteps;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Opens the session that a {@link ConnectionPlan} describes. */
final class ConnectionOpener {

  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(30);

  private final @Nullable DriverConfigLoader configLoader;
  private final Consumer<CqlSessionBuilder> sessionCustomizer;
  private final @Nullable SSLContext sslContext;
  private final Duration startTimeout;
  private final Cancellation cancellation;
  private final BlockingSteps steps = new BlockingSteps();

  /**
   * To be called on the thread that connects, whose context class loader the steps get. Once {@code
   * cancellation} is set, no further step starts.
   */
  ConnectionOpener(ConnectionOptions<?> options, Cancellation cancellation) {
    this.configLoader = options.configLoader;
    this.sessionCustomizer = options.sessionCustomizer;
    this.sslContext = options.sslContext;
    this.startTimeout = options.startTimeout;
    this.cancellation = cancellation;
  }

  CompletionStage<OpenedSession> open(ConnectionPlan plan) {
    if (plan instanceof Existing existing) {
      return CompletableFuture.completedFuture(
          new OpenedSession(existing.session(), existing.keyspace(), /* isOurs= */ false));
    }
    if (plan instanceof Cassandra cassandra) {
      return connect(() -> builder(cassandra), cassandra.credentials())
          .thenApply(session -> ours(session, cassandra.keyspace()));
    }
    Astra astra = (Astra) plan;
    return bundle(astra.bundle())
        .thenCompose(
            bundle ->
                connect(() -> builder(bundle), astra.credentials())
                    .thenApply(session -> ours(session, keyspace(astra, bundle))));
  }

  /** The keyspace of the plan, else that of the bundle; null if there is none. */
  static @Nullable String keyspace(Astra plan, SecureBundle bundle) {
    return plan.keyspace() == null ? bundle.keyspace() : plan.keyspace();
  }

  private static CqlSessionBuilder builder(Cassandra plan) {
    return new ConnectionSessionBuilder(plan.contactPoints(), plan.localDatacenter());
  }

  private static CqlSessionBuilder builder(SecureBundle bundle) {
    return new ConnectionSessionBuilder(List.of(), null)
        .withCloudSecureConnectBundle(new ByteArrayInputStream(bundle.forDriver()));
  }

  private static OpenedSession ours(CqlSession session, @Nullable String keyspace) {
    return new OpenedSession(session, keyspace, /* isOurs= */ true);
  }

  private CompletionStage<CqlSession> connect(
      Supplier<CqlSessionBuilder> newBuilder, @Nullable Credentials credentials) {
    CompletableFuture<CompletionStage<CqlSession>> started =
        step(
            () -> {
              CqlSessionBuilder builder = newBuilder.get();
              if (configLoader != null) {
                builder.withConfigLoader(configLoader);
              }
              if (credentials != null) {
                builder.withAuthCredentials(credentials.username(), credentials.password());
              }
              sessionCustomizer.accept(builder);
              return builder.buildAsync();
            });
    CompletableFuture<CompletionStage<CqlSession>> inTime =
        started.copy().orTimeout(startTimeout.toMillis(), TimeUnit.MILLISECONDS);
    var unused =
        inTime.whenComplete(
            (onTime, failure) -> {
              if (failure != null) { // a session that opens later has no caller
                CompletionStage<CqlSession> late = started.thenCompose(stage -> stage);
                late.thenAccept(CqlSession::closeAsync);
              }
            });
    return inTime
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(explained(failure)))
        .thenCompose(stage -> stage);
  }

  private Throwable explained(Throwable failure) {
    Throwable cause = Futures.unwrap(failure);
    return cause instanceof TimeoutException
        ? new UncheckedIOException(
            new IOException(
                ("the session did not start within %s: no response from a name service or Astra's"
                        + " metadata service")
                    .formatted(startTimeout)))
        : cause;
  }

  private CompletionStage<SecureBundle> bundle(BundleSource source) {
    if (source instanceof BundleSource.File file) {
      return step(() -> SecureBundle.ofZip(read(file.path())));
    }
    if (source instanceof BundleSource.Download download) {
      return step(this::transport)
          .thenCompose(transport -> download.download().fetch(transport))
          .thenApply(SecureBundle::ofZip);
    }
    return CompletableFuture.completedFuture(((BundleSource.InMemory) source).bundle());
  }

  private HttpTransport transport() {
    HttpTransport transport = new HttpsTransport(sslContext, HTTP_TIMEOUT, SecureBundle.maxBytes());
    return (method, uri, headers) ->
        cancellation.isCancelled()
            ? CompletableFuture.failedFuture(new CancellationException())
            : transport.send(method, uri, headers);
  }

  private <T> CompletableFuture<T> step(Supplier<T> step) {
    return cancellation.isCancelled()
        ? CompletableFuture.failedFuture(new CancellationException())
        : steps.run(step);
  }

  /**
   * Reads a regular file. Anything else is refused, because a named pipe may block for an unlimited
   * time and a device may have no end.
   */
  private static byte[] read(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (!attributes.isRegularFile() || attributes.size() == 0) {
        throw new IllegalArgumentException(
            "secureConnectBundle: the path must name a regular file that is not empty");
      }
      if (attributes.size() > SecureBundle.maxBytes()) {
        throw new IllegalArgumentException(
            "secureConnectBundle: the file has more than %d bytes"
                .formatted(SecureBundle.maxBytes()));
      }
      try (InputStream in = Files.newInputStream(path)) {
        return in.readNBytes(SecureBundle.maxBytes() + 1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("secureConnectBundle: cannot read %s".formatted(path), e);
    }
  }
}

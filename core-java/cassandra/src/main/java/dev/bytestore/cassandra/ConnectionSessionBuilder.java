package dev.bytestore.cassandra;

import static com.datastax.oss.driver.api.core.config.DriverExecutionProfile.DEFAULT_NAME;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.config.OptionsMap;
import com.datastax.oss.driver.api.core.config.TypedDriverOption;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.session.ProgrammaticArguments;
import dev.bytestore.internal.Futures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The driver's builder, which finds the local datacenter by itself where neither the user's
 * configuration nor the builder names one or another policy. It looks at them when all is set, so
 * that it does not matter how they were set.
 */
final class ConnectionSessionBuilder extends CqlSessionBuilder {

  private static final String DEFAULT_POLICY = "DefaultLoadBalancingPolicy";
  private static final String DEFAULT_POLICY_IN_FULL =
      "com.datastax.oss.driver.internal.core.loadbalancing." + DEFAULT_POLICY;

  /** The default policy with another way to find the datacenter. */
  private static final String INFERRING_POLICY = "DcInferringLoadBalancingPolicy";

  private final List<ContactPoint> contactPoints;
  private final @Nullable String localDatacenter;

  /**
   * A builder.
   *
   * @param localDatacenter what holds unless the user names another on this builder, which the
   *     driver would take for a second of two
   */
  ConnectionSessionBuilder(List<ContactPoint> contactPoints, @Nullable String localDatacenter) {
    this.contactPoints = contactPoints;
    this.localDatacenter = localDatacenter;
  }

  /** As in the driver, this may read files and ask name services before it returns. */
  @Override
  public CompletionStage<CqlSession> buildAsync() {
    ProgrammaticArguments arguments = programmaticArgumentsBuilder.build();
    if (configLoader == null) {
      configLoader = defaultConfigLoader(arguments.getClassLoader());
    }
    if (localDatacenter != null && !arguments.getLocalDatacenters().containsKey(DEFAULT_NAME)) {
      withLocalDatacenter(localDatacenter);
    }
    boolean resolves =
        configLoader
            .getInitialConfig()
            .getDefaultProfile()
            .getBoolean(DefaultDriverOption.RESOLVE_CONTACT_POINTS, true);
    List<InetSocketAddress> addresses =
        resolves
            ? ContactPoint.resolve(contactPoints)
            : contactPoints.stream().map(ContactPoint::unresolved).toList();
    addContactPoints(addresses);
    return super.buildAsync().exceptionally(ConnectionSessionBuilder::explained);
  }

  private static CqlSession explained(Throwable failure) {
    Throwable cause = Futures.unwrap(failure);
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof IllegalStateException && message.contains("local DC")) {
      throw new IllegalStateException(
          "the contact points are in several datacenters: name the nearest one with"
              + " localDatacenter(...)",
          cause);
    }
    throw new CompletionException(unchecked(cause));
  }

  /** The driver throws failures of Astra's metadata service unchanged, also checked exceptions. */
  private static Throwable unchecked(Throwable failure) {
    if (isOfJackson(failure)) { // not as the cause: it quotes what it read
      return new UncheckedIOException(
          new IOException("Astra's metadata service sent a response that is not JSON"));
    }
    if (failure instanceof IOException e) {
      return new UncheckedIOException("Astra's metadata service cannot be reached", e);
    }
    return failure instanceof Exception && !(failure instanceof RuntimeException)
        ? new IllegalStateException("the driver cannot start a session", failure)
        : failure;
  }

  /** By its name, because the shaded driver has a copy of Jackson in another package. */
  private static boolean isOfJackson(Throwable failure) {
    return failure.getClass().getName().contains(".fasterxml.jackson.");
  }

  @Override
  protected DriverContext buildContext(DriverConfigLoader loader, ProgrammaticArguments arguments) {
    boolean isNamed = arguments.getLocalDatacenters().containsKey(DEFAULT_NAME);
    return super.buildContext(isNamed ? loader : inferring(loader), arguments);
  }

  /** {@code loader}, with the inferring policy in all profiles that have the default one. */
  private static DriverConfigLoader inferring(DriverConfigLoader loader) {
    OptionsMap changes = new OptionsMap();
    boolean isChanged = false;
    for (DriverExecutionProfile profile : loader.getInitialConfig().getProfiles().values()) {
      String policy =
          profile.getString(DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS, DEFAULT_POLICY);
      boolean isDefault = DEFAULT_POLICY.equals(policy) || DEFAULT_POLICY_IN_FULL.equals(policy);
      if (isDefault && !profile.isDefined(DefaultDriverOption.LOAD_BALANCING_LOCAL_DATACENTER)) {
        changes.put(
            profile.getName(), TypedDriverOption.LOAD_BALANCING_POLICY_CLASS, INFERRING_POLICY);
        isChanged = true;
      }
    }
    return isChanged
        ? DriverConfigLoader.compose(DriverConfigLoader.fromMap(changes), loader)
        : loader;
  }
}

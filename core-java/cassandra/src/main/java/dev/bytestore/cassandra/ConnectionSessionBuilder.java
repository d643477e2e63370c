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
 * The driver's builder, which also infers the local datacenter if neither the user's configuration
 * nor the builder names a datacenter or another load balancing policy. It checks this in {@link
 * #buildAsync}, so the order in which options are set does not matter.
 */
final class ConnectionSessionBuilder extends CqlSessionBuilder {

  private static final String DEFAULT_POLICY = "DefaultLoadBalancingPolicy";
  private static final String DEFAULT_POLICY_IN_FULL =
      "com.datastax.oss.driver.internal.core.loadbalancing." + DEFAULT_POLICY;

  /** The default policy, except that it infers the datacenter. */
  private static final String INFERRING_POLICY = "DcInferringLoadBalancingPolicy";

  private final List<ContactPoint> contactPoints;
  private final @Nullable String localDatacenter;

  /**
   * Creates a builder.
   *
   * @param localDatacenter used unless the user sets one on this builder, because the driver
   *     accepts only one; null for none
   */
  ConnectionSessionBuilder(List<ContactPoint> contactPoints, @Nullable String localDatacenter) {
    this.contactPoints = contactPoints;
    this.localDatacenter = localDatacenter;
  }

  /** Like the driver's, this may read files and call name services before it returns. */
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
          "the contact points are in several datacenters: set the nearest one with"
              + " localDatacenter(...)",
          cause);
    }
    throw new CompletionException(unchecked(cause));
  }

  /** The driver does not wrap the failures of Astra's metadata service, even checked ones. */
  private static Throwable unchecked(Throwable failure) {
    if (isFromJackson(failure)) { // not as the cause: it quotes what it read
      return new UncheckedIOException(
          new IOException("Astra's metadata service sent a response that is not JSON"));
    }
    if (failure instanceof IOException e) {
      return new UncheckedIOException("Astra's metadata service cannot be reached", e);
    }
    return failure instanceof Exception && !(failure instanceof RuntimeException)
        ? new IllegalStateException("the driver could not open a session", failure)
        : failure;
  }

  /** Compares names, because the shaded driver has a copy of Jackson in another package. */
  private static boolean isFromJackson(Throwable failure) {
    return failure.getClass().getName().contains(".fasterxml.jackson.");
  }

  @Override
  protected DriverContext buildContext(DriverConfigLoader loader, ProgrammaticArguments arguments) {
    boolean isNamed = arguments.getLocalDatacenters().containsKey(DEFAULT_NAME);
    return super.buildContext(isNamed ? loader : inferring(loader), arguments);
  }

  /**
   * Returns {@code loader} with the inferring policy in all profiles that have the default policy
   * and no datacenter.
   */
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

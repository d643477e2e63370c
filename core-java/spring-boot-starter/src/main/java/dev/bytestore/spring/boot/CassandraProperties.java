package dev.bytestore.spring.boot;

import dev.bytestore.cassandra.CassandraConnection;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * A connection to Cassandra, or to Astra DB over CQL.
 *
 * @param contactPoints Nodes to contact first, each "host" or "host:port".
 * @param port Port of contact points without a port. Default: 9042.
 * @param localDatacenter Datacenter whose nodes receive the requests. Default: that of the contact
 *     points.
 * @param username User name, for contact points.
 * @param password Password, for contact points.
 * @param secureConnectBundle Secure connect bundle of an Astra DB database, a zip file. Requires a
 *     token.
 * @param databaseId Id of an Astra DB database whose secure connect bundle is downloaded. Requires
 *     a token.
 * @param token Application token of Astra DB.
 * @param initString Init string of cassio, which contains a secure connect bundle.
 * @param keyspace Default keyspace of stores in Cassandra, also with a session from
 *     spring.cassandra. The keyspace must exist.
 */
// Unknown fields are ignored: Spring Boot would log their values, such as that of a misspelt token.
@ConfigurationProperties("bytestore.cassandra")
record CassandraProperties(
    @Nullable List<String> contactPoints,
    @Nullable Integer port,
    @Nullable String localDatacenter,
    @Nullable String username,
    @Nullable String password,
    @Nullable Path secureConnectBundle,
    @Nullable String databaseId,
    @Nullable String token,
    @Nullable String initString,
    @Nullable String keyspace) {

  private static final PropertyGroup GROUP = new PropertyGroup("bytestore.cassandra");

  /** Opens the connection, and waits until it is open. */
  CassandraConnection connect(String beanName, Beans beans) {
    CassandraConnection.Builder builder = CassandraConnection.builder();
    GROUP.set("contact-points", contactPoints, builder::contactPoints);
    GROUP.set("port", port, builder::port);
    GROUP.set("local-datacenter", localDatacenter, builder::localDatacenter);
    GROUP.set("secure-connect-bundle", secureConnectBundle, builder::secureConnectBundle);
    GROUP.set("database-id", databaseId, builder::databaseId);
    GROUP.set("token", token, builder::token);
    GROUP.set("init-string", initString, builder::initString);
    GROUP.set("keyspace", keyspace, builder::keyspace);
    GROUP.setBoth("username", username, "password", password, builder::credentials);
    beans.customize(CassandraConnection.Builder.class, beanName, builder);
    return GROUP.build(builder::connect);
  }

  /** Shows no secrets. Contact points are left out because some people put passwords into them. */
  @Override
  public String toString() {
    return "CassandraProperties[keyspace=%s, ...]".formatted(keyspace);
  }
}

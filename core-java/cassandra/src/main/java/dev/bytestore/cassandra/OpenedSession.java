package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import org.jspecify.annotations.Nullable;

/**
 * The session of a connection.
 *
 * @param keyspace the default keyspace of stores; null for none
 * @param isOurs whether the connection opened the session, and therefore closes it
 */
record OpenedSession(CqlSession session, @Nullable String keyspace, boolean isOurs) {}

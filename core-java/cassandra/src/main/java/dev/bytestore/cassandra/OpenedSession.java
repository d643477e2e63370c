package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import org.jspecify.annotations.Nullable;

/**
 * A session that a plan led to.
 *
 * @param keyspace the one for stores, null for none
 * @param isOurs whether we made it, and so have to close it
 */
record OpenedSession(CqlSession session, @Nullable String keyspace, boolean isOurs) {}

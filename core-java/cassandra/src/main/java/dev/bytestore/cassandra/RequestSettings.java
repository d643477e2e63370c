package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfig;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of all requests of a store; null means the session's setting. They are set on the
 * text of a statement before it is prepared, and the driver copies them to each bound statement.
 * They are also set on each batch, which ignores the settings of the statements in it.
 */
record RequestSettings(
    @Nullable String executionProfile,
    @Nullable ConsistencyLevel readConsistency,
    @Nullable ConsistencyLevel writeConsistency,
    @Nullable Duration requestTimeout,
    Duration setupTimeout) {

  SimpleStatement read(String cql, int pageSize) {
    return request(cql, readConsistency).setPageSize(pageSize).build();
  }

  SimpleStatement write(String cql) {
    return request(cql, writeConsistency).build();
  }

  SimpleStatement ddl(String cql) {
    return request(cql, null).setTimeout(setupTimeout).build();
  }

  BatchStatement batch(DriverExecutionProfile profile, List<BatchableStatement<?>> rows) {
    return BatchStatement.builder(BatchType.UNLOGGED)
        .addStatements(rows)
        .setIdempotence(true)
        .setConsistencyLevel(writeConsistency)
        .setExecutionProfile(profile)
        .build();
  }

  /** The profile that sets a batch's timeout: the driver ignores one on the batch itself. */
  DriverExecutionProfile batchProfile(DriverConfig config) {
    DriverExecutionProfile profile = profile(config);
    return requestTimeout == null
        ? profile
        : profile.withDuration(DefaultDriverOption.REQUEST_TIMEOUT, requestTimeout);
  }

  /** The timeout that all attempts of a request share. */
  Duration requestTimeout(DriverConfig config) {
    return requestTimeout == null
        ? profile(config).getDuration(DefaultDriverOption.REQUEST_TIMEOUT)
        : requestTimeout;
  }

  private DriverExecutionProfile profile(DriverConfig config) {
    return executionProfile == null
        ? config.getDefaultProfile()
        : config.getProfile(executionProfile);
  }

  /** Returns {@code request} with another timeout. */
  Statement<?> within(Duration timeout, Statement<?> request, DriverConfig config) {
    return request instanceof BatchStatement batch
        ? batch.setExecutionProfile(
            profile(config).withDuration(DefaultDriverOption.REQUEST_TIMEOUT, timeout))
        : request.setTimeout(timeout);
  }

  private SimpleStatementBuilder request(String cql, @Nullable ConsistencyLevel consistency) {
    // All our statements are idempotent. The driver retries only statements that are marked so.
    SimpleStatementBuilder request = SimpleStatement.builder(cql).setIdempotence(true);
    if (executionProfile != null) {
      request.setExecutionProfileName(executionProfile);
    }
    if (consistency != null) {
      request.setConsistencyLevel(consistency);
    }
    if (requestTimeout != null) {
      request.setTimeout(requestTimeout);
    }
    return request;
  }
}

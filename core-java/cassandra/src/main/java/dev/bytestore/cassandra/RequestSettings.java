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
 * What every request of a store is sent with; null leaves it to the session. Set on the text a
 * statement is prepared from, from where the driver copies it to each bound statement, and on each
 * batch, which takes nothing from the statements in it.
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

  /** What a batch has its timeout from: the driver forgets one that is set on the batch itself. */
  DriverExecutionProfile batchProfile(DriverConfig config) {
    DriverExecutionProfile profile = profile(config);
    return requestTimeout == null
        ? profile
        : profile.withDuration(DefaultDriverOption.REQUEST_TIMEOUT, requestTimeout);
  }

  /** How long a request may take, over all attempts. */
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

  /** {@code request}, with another timeout than the one it was made with. */
  Statement<?> within(Duration timeout, Statement<?> request, DriverConfig config) {
    return request instanceof BatchStatement batch
        ? batch.setExecutionProfile(
            profile(config).withDuration(DefaultDriverOption.REQUEST_TIMEOUT, timeout))
        : request.setTimeout(timeout);
  }

  private SimpleStatementBuilder request(String cql, @Nullable ConsistencyLevel consistency) {
    // All our statements give the same result when they run twice, but the driver only retries
    // those it was told so of.
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

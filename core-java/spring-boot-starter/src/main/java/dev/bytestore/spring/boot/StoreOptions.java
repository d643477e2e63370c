package dev.bytestore.spring.boot;

import dev.bytestore.SetupMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The options that byte stores and LLM caches share. Null means the default of the builder. */
interface StoreOptions {

  @Nullable Backend backend();

  @Nullable String table();

  @Nullable String collection();

  @Nullable String keyspace();

  @Nullable SetupMode setupMode();

  @Nullable Duration ttl();

  @Nullable String readConsistency();

  @Nullable String writeConsistency();

  @Nullable String executionProfile();

  @Nullable Duration requestTimeout();

  @Nullable Duration setupTimeout();

  @Nullable Integer maxRequestsInFlight();
}

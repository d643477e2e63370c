package dev.bytestore.applications.quarkus;

import com.datastax.oss.quarkus.runtime.api.session.QuarkusCqlSession;
import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

@Singleton
class SampleStores {

  @Produces
  @Singleton
  @Startup
  ByteStore pages(QuarkusCqlSession session) {
    return CassandraByteStore.builder(session).table("pages").build();
  }

  @Produces
  @Singleton
  @Startup
  LlmCache answers(QuarkusCqlSession session) {
    return CassandraLlmCache.builder(session).ttl(Duration.ofDays(7)).build();
  }
}

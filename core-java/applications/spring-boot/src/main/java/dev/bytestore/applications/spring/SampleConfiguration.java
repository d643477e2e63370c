package dev.bytestore.applications.spring;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SampleConfiguration {

  @Bean
  ByteStore pages(CqlSession session) {
    return CassandraByteStore.builder(session).table("pages").build();
  }

  @Bean
  LlmCache answers(CqlSession session) {
    return CassandraLlmCache.builder(session).ttl(Duration.ofDays(7)).build();
  }
}

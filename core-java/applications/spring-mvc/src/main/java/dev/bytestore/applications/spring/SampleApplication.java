package dev.bytestore.applications.spring;

import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.spring.boot.BuilderCustomizer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.TaskExecutor;

/** An application of Spring Boot that keeps pages and answers in Cassandra. */
@SpringBootApplication
public class SampleApplication {

  public static void main(String[] arguments) {
    SpringApplication.run(SampleApplication.class, arguments);
  }

  /** Futures complete on Spring's threads. */
  @Bean
  BuilderCustomizer<CassandraByteStore.Builder> stores(TaskExecutor executor) {
    return (beanName, builder) -> builder.executor(executor);
  }
}

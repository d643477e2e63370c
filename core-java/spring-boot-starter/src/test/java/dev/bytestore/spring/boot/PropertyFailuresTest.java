package dev.bytestore.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.testing.dataapi.DataApiServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

class PropertyFailuresTest {

  private static DataApiServer server;

  @BeforeAll
  static void start() {
    server = DataApiServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "store.collection=not a name, bytestore.store.collection",
    "store.max-requests-in-flight=0, bytestore.store.max-requests-in-flight",
    "store.request-timeout=0s, bytestore.store.request-timeout",
    "store.setup-timeout=-1s, bytestore.store.setup-timeout",
    "store.ttl=10d, bytestore.store.ttl",
    "store.keyspace=other, bytestore.store.keyspace",
    "store.read-consistency=one, bytestore.store.read-consistency",
    "store.execution-profile=slow, bytestore.store.execution-profile",
    "store.page-size=1, bytestore.store.page-size",
    "store.table=pages, bytestore.store.backend",
    "stores.pages.collection=not a name, bytestore.stores.pages.collection",
    "llm-cache.max-entry-size=0B, bytestore.llm-cache.max-entry-size",
    "llm-cache.max-entry-size=5GB, bytestore.llm-cache.max-entry-size",
    "llm-cache.ttl=1d, bytestore.llm-cache.ttl",
    "astra.max-retries=-1, bytestore.astra.max-retries",
    "astra.api-endpoint=nonsense, bytestore.astra.api-endpoint",
    "astra.keyspace=not a name, bytestore.astra.keyspace",
    "astra.username=me, bytestore.astra.password",
  })
  void a_bad_value_names_its_property(String property, String named) {
    Contexts.starter()
        .withPropertyValues(Contexts.astra(server))
        .withPropertyValues("bytestore.store.collection=pages", "bytestore.llm-cache.backend=astra")
        .withPropertyValues("bytestore." + property)
        .run(context -> assertThat(Contexts.failure(context).problem()).startsWith(named + ": "));
  }

  @ParameterizedTest
  @CsvSource({
    "store.setup-mode=never, bytestore.store.setup-mode",
    "store.ttl=soon, bytestore.store.ttl",
    "store.tabel=pages, bytestore.store.tabel",
    "stores.pages.tabel=pages, bytestore.stores.pages.tabel",
    "stores.pages.backend=paper, bytestore.stores.pages.backend",
    "llm-cache.tll=1d, bytestore.llm-cache.tll",
  })
  void a_value_of_another_type_and_an_unknown_property_stop_the_start(
      String property, String named) {
    Contexts.starter()
        .withPropertyValues(Contexts.astra(server))
        .withPropertyValues(
            "bytestore.store.backend=memory", "bytestore.stores.pages.backend=memory")
        .withPropertyValues("bytestore." + property)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .satisfies(failure -> assertThat(messages(failure)).contains(named)));
  }

  @Test
  void a_store_needs_a_connection() {
    Contexts.starter()
        .withPropertyValues("bytestore.store.table=pages")
        .run(
            context -> {
              PropertyException failure = Contexts.failure(context);
              assertThat(failure.problem()).contains("no connection to Cassandra");
              assertThat(failure.action()).contains("bytestore.cassandra.contact-points");
            });
    Contexts.starter()
        .withPropertyValues("bytestore.store.collection=pages")
        .run(
            context ->
                assertThat(Contexts.failure(context).action())
                    .contains("bytestore.astra.api-endpoint"));
    Contexts.starter()
        .withPropertyValues("bytestore.llm-cache.enabled=true")
        .run(
            context ->
                assertThat(Contexts.failure(context).problem())
                    .contains("no connection to Cassandra or Astra DB"));
  }

  @Test
  void a_store_needs_a_table_or_a_collection() {
    Contexts.starter()
        .withPropertyValues(Contexts.astra(server))
        .withPropertyValues("bytestore.store.enabled=true")
        .run(
            context ->
                assertThat(Contexts.failure(context).problem())
                    .isEqualTo("bytestore.store.collection: is not set."));
  }

  @Test
  void a_store_has_either_a_table_or_a_collection() {
    Contexts.starter()
        .withPropertyValues(Contexts.astra(server))
        .withPropertyValues("bytestore.store.table=a", "bytestore.store.collection=b")
        .run(
            context ->
                assertThat(Contexts.failure(context).problem())
                    .contains("both a table and a collection"));
  }

  @Test
  void the_application_says_what_to_do_in_place_of_a_stack_trace() {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      SpringApplication application = new SpringApplication(Application.class);
      application.setWebApplicationType(WebApplicationType.NONE);
      assertThatThrownBy(
              () ->
                  application.run(
                      // Not the file of an application that runs this test on another version.
                      "--spring.config.location=optional:classpath:/none/",
                      "--bytestore.astra.api-endpoint=https://example.com",
                      "--bytestore.astra.token=secret-1",
                      "--bytestore.astra.tokn=secret-2",
                      "--bytestore.astra.environment=prod",
                      "--bytestore.store.collection=pages",
                      "--bytestore.store.ttl=7d"))
          .rootCause()
          .isInstanceOf(PropertyException.class);
    } finally {
      System.setOut(out);
    }

    assertThat(printed.toString(UTF_8))
        .contains("APPLICATION FAILED TO START")
        .contains("bytestore.store.ttl: entries in Astra DB do not expire.")
        .contains("Remove the property.")
        .doesNotContain("secret-");
  }

  private static String messages(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      text.append(cause.getMessage()).append('\n').append(cause).append('\n');
    }
    return text.toString();
  }

  @EnableAutoConfiguration
  static class Application {}
}

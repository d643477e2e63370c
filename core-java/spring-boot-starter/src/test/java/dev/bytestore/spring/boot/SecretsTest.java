package dev.bytestore.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.cassandra.CassandraConnection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SecretsTest {

  private static final String ENDPOINTS = "org.springframework.boot.actuate.autoconfigure.";

  private final ApplicationContextRunner contexts =
      Contexts.starter()
          .withConfiguration(
              AutoConfigurations.of(
                  Contexts.one(ENDPOINTS + "env.EnvironmentEndpointAutoConfiguration"),
                  Contexts.one(
                      ENDPOINTS
                          + "context.properties"
                          + ".ConfigurationPropertiesReportEndpointAutoConfiguration")))
          .withPropertyValues(
              "management.endpoints.web.exposure.include=*",
              "management.endpoints.jmx.exposure.include=*",
              "spring.jmx.enabled=true",
              "bytestore.cassandra.keyspace=shown-1",
              "bytestore.cassandra.password=secret-1",
              "bytestore.cassandra.token=secret-2",
              "bytestore.cassandra.initString=secret-3",
              "bytestore.astra.token=secret-4",
              "bytestore.astra.password=secret-5")
          .withInitializer(
              context ->
                  context
                      .getEnvironment()
                      .getPropertySources()
                      .addLast(
                          new SystemEnvironmentPropertySource(
                              "variables-systemEnvironment",
                              Map.of(
                                  "BYTESTORE_ASTRA_TOKEN", "secret-6",
                                  "BYTESTORE_CASSANDRA_INITSTRING", "secret-7",
                                  "BYTESTORE_CASSANDRA_INIT_STRING", "secret-8",
                                  "ASTRA_DB_APPLICATION_TOKEN", "secret-9",
                                  "SPRING_APPLICATION_JSON",
                                      "{\"bytestore\":{\"astra\":{\"token\":\"secret-a\"}}}",
                                  "JAVA_TOOL_OPTIONS", "-Dbytestore.astra.token=secret-b",
                                  "sun.java.command",
                                      "app.jar --bytestore.cassandra.init-string=secret-c",
                                  "unrelated", "shown-2"))));

  @ParameterizedTest
  @ValueSource(strings = {"always", "when-authorized", "never"})
  void endpoints_show_no_secrets(String showValues) {
    contexts
        .withPropertyValues(
            "management.endpoint.env.show-values=" + showValues,
            "management.endpoint.configprops.show-values=" + showValues)
        // Otherwise the starter would connect.
        .withBean("own", CassandraConnection.class, () -> null)
        .run(
            context -> {
              String environment =
                  json(context.getBean(EnvironmentEndpoint.class).environment(null));
              String properties =
                  json(
                      context
                          .getBean(ConfigurationPropertiesReportEndpoint.class)
                          .configurationProperties());

              assertThat(environment).contains("bytestore.astra.token").doesNotContain("secret-");
              assertThat(properties).contains("bytestore.astra").doesNotContain("secret-");
              if (showValues.equals("always")) {
                assertThat(environment).contains("shown-1", "shown-2");
                assertThat(properties).contains("shown-1");
              }
            });
  }

  @Test
  void property_objects_hide_secrets() {
    assertThat(
            new CassandraProperties(
                null, null, null, "me", "secret-1", null, "id", "secret-2", "secret-3", "app"))
        .hasToString("CassandraProperties[keyspace=app, ...]");
    assertThat(
            new AstraProperties(
                "https://example.com", "secret-1", "me", "secret-2", "app", null, null, null, null))
        .hasToString("AstraProperties[apiEndpoint=https://example.com, keyspace=app, ...]");
  }

  private static String json(Object descriptor) throws Exception {
    return new ObjectMapper()
        .findAndRegisterModules()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(descriptor);
  }
}

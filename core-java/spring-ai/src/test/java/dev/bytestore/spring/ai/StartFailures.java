package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;

/** What Spring Boot prints in place of a stack trace. */
final class StartFailures {

  private StartFailures() {}

  /** The application does not start, and Spring Boot's own analyzer explains why with the texts. */
  static void assertExplained(ApplicationContextRunner application, String... texts) {
    AtomicReference<Environment> environment = new AtomicReference<>();
    application
        .withInitializer(context -> environment.set(context.getEnvironment()))
        .run(
            context -> {
              assertThat(context).hasFailed();
              FailureAnalysis analysis =
                  analyzer(environment.get()).analyze(context.getStartupFailure());
              assertThat(analysis).as("%s", context.getStartupFailure()).isNotNull();
              assertThat(analysis.getDescription()).contains(texts);
            });
  }

  private static FailureAnalyzer analyzer(Environment environment) throws Exception {
    Constructor<?> constructor =
        Class.forName(
                "org.springframework.boot.diagnostics.analyzer"
                    + ".InvalidConfigurationPropertyValueFailureAnalyzer")
            .getDeclaredConstructor(Environment.class);
    constructor.setAccessible(true);
    return (FailureAnalyzer) constructor.newInstance(environment);
  }
}

package dev.bytestore.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.ByteStore;
import dev.bytestore.DocumentStore;
import dev.bytestore.LlmCache;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

class AheadOfTimeTest {

  private static final TestPropertyValues PROPERTIES =
      TestPropertyValues.of(
          "bytestore.store.backend=memory",
          "bytestore.stores.pages.backend=memory",
          "bytestore.stores.pages.documents=true",
          "bytestore.llm-cache.backend=memory");

  @Test
  @CompileWithForkedClassLoader // the generated classes use classes that are package-private
  @SuppressWarnings("unchecked") // the type argument of the initializer
  void a_context_from_generated_code_has_the_same_beans() {
    TestGenerationContext generation = new TestGenerationContext();
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      PROPERTIES.applyTo(context);
      context.register(Application.class);
      ClassName initializer =
          new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
      generation.writeGeneratedContent();
      TestCompiler.forSystem()
          .with(generation)
          .compile(
              compiled ->
                  check(
                      compiled.getInstance(
                          ApplicationContextInitializer.class, initializer.toString())));
    }
  }

  private static void check(ApplicationContextInitializer<GenericApplicationContext> initializer) {
    try (GenericApplicationContext context = new GenericApplicationContext()) {
      PROPERTIES.applyTo(context);
      initializer.initialize(context);
      context.refresh();

      assertThat(context.getBeansOfType(ByteStore.class)).containsOnlyKeys("byteStore", "pages");
      assertThat(context.getBeansOfType(DocumentStore.class))
          .containsOnlyKeys("pagesDocumentStore");
      assertThat(context.getBeansOfType(LlmCache.class)).containsOnlyKeys("llmCache");
      assertThat(context.getBean(HealthChecks.class).names())
          .containsExactlyInAnyOrder("byteStore", "pages", "llmCache");
      ByteStore pages = context.getBean("pages", ByteStore.class);
      pages.blocking().mset(Map.of("a", "1".getBytes(UTF_8)));
      assertThat(pages.blocking().mget(List.of("a")).get(0)).isEqualTo("1".getBytes(UTF_8));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    BytestoreConnectionAutoConfiguration.class,
    BytestoreAutoConfiguration.class,
    BytestoreActuatorAutoConfiguration.class
  })
  static class Application {}
}

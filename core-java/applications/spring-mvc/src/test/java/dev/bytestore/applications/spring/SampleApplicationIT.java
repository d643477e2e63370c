package dev.bytestore.applications.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import brave.test.TestSpanHandler;
import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.ByteStore;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureObservability
@Import({SampleServer.Container.class, SampleServer.Shared.class, SampleApplicationIT.Spans.class})
class SampleApplicationIT {

  @Autowired private TestRestTemplate http;

  @Test
  void aPageIsSavedAndFound(@Autowired ByteStore pages) {
    http.put("/pages/1", "first page".getBytes(UTF_8));

    assertThat(http.getForObject("/pages/1", String.class)).isEqualTo("first page");
    assertThat(http.getForEntity("/pages/absent", String.class).getStatusCode())
        .isEqualTo(HttpStatus.NOT_FOUND);
    assertThat(pages.blocking().yieldKeys("page/")).contains("page/1");
  }

  @Test
  void futuresCompleteOnTheThreadsOfSpring(@Autowired ByteStore pages) {
    assertThat(
            Stream.generate(
                    () ->
                        pages
                            .mgetAsync(List.of("page/1"))
                            .thenApply(found -> Thread.currentThread().getName())
                            .join())
                .limit(100))
        .anyMatch(name -> name.startsWith("task-"));
  }

  @Test
  void theModelIsAskedOnceForEqualQuestions() {
    String first = http.getForObject("/answers?question=How are you?", String.class);
    String again = http.getForObject("/answers?question=How are you?", String.class);

    assertThat(again).isEqualTo(first).startsWith("answer");
    assertThat(http.getForObject("/answers?question=Who are you?", String.class))
        .isNotEqualTo(first);
  }

  @Test
  void theMetricsOfTheStoreAndTheCacheAreShown() {
    http.getForObject("/pages/2", String.class);
    http.getForObject("/answers?question=Where are you?", String.class);

    assertThat(
            http.getForObject(
                "/actuator/metrics/bytestore.operations?tag=operation:mget&tag=store:byteStore",
                String.class))
        .contains("\"COUNT\"");
    assertThat(
            http.getForObject(
                "/actuator/metrics/bytestore.cache.lookups?tag=result:miss", String.class))
        .contains("\"COUNT\"");
    assertThat(http.getForObject("/actuator/metrics/bytestore.requests.in.flight", String.class))
        .contains("\"VALUE\",\"value\":0.0");
  }

  @Test
  void aCallOfTheStoreIsASpanInTheTraceOfItsRequest(@Autowired TestSpanHandler spans) {
    spans.clear();

    http.getForObject("/pages/3", String.class);

    assertThat(spans.spans())
        .anySatisfy(
            call -> {
              assertThat(call.name()).isEqualTo("mget byte-store");
              assertThat(spans.spans())
                  .anySatisfy(
                      request -> {
                        assertThat(request.name()).startsWith("http get /pages");
                        assertThat(call.parentId()).isEqualTo(request.id());
                        assertThat(call.traceId()).isEqualTo(request.traceId());
                      });
            });
  }

  @Test
  void theHealthOfTheStoreAndTheCacheIsShown() {
    assertThat(http.getForObject("/actuator/health", String.class))
        .contains("\"bytestore\":{\"status\":\"UP\"", "\"byteStore\"", "\"llmCache\"");
  }

  @Test
  void theOnlyDriverIsTheOneOfSpringBoot() throws Exception {
    String session = CqlSession.class.getName().replace('.', '/') + ".class";

    assertThat(getClass().getClassLoader().getResources(session).asIterator())
        .toIterable()
        .hasSize(1);
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Spans {

    @Bean
    TestSpanHandler spans() {
      return new TestSpanHandler();
    }
  }
}

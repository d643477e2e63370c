package dev.bytestore.applications.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@SpringBootTest
@AutoConfigureMockMvc
class SampleApplicationIT {

  @DynamicPropertySource
  static void cassandra(DynamicPropertyRegistry properties) {
    CassandraServer server = TestCassandra.server();
    String keyspace = TestCassandra.newKeyspace();
    properties.add(
        "spring.cassandra.contact-points",
        () ->
            server.contactPoints().stream()
                .map(point -> point.getHostString() + ":" + point.getPort())
                .toList());
    properties.add("spring.cassandra.local-datacenter", server::localDatacenter);
    properties.add("spring.cassandra.keyspace-name", () -> keyspace);
    server
        .credentials()
        .ifPresent(
            login -> {
              properties.add("spring.cassandra.username", login::username);
              properties.add("spring.cassandra.password", login::password);
            });
  }

  @Test
  void aPageIsSavedAndFound(@Autowired SamplePages pages) {
    pages.save("1", "first page".getBytes(UTF_8));

    assertThat(pages.find("1")).hasValue("first page".getBytes(UTF_8));
    assertThat(pages.find("absent")).isEmpty();
  }

  @Test
  void aModelIsAskedOnceForEqualQuestions(
      @Autowired SampleAnswers answers, @Autowired CountingModel model) {
    assertThat(answers.answer("How are you?")).isEqualTo("answer 1");
    assertThat(answers.answer("How are you?")).isEqualTo("answer 1");
    assertThat(model.calls).hasValue(1);
  }

  @Test
  void aControllerInKotlinSuspends(@Autowired SamplePages pages, @Autowired MockMvcTester http) {
    pages.save("2", "second page".getBytes(UTF_8));

    assertThat(http.get().uri("/pages/2/summary")).hasStatusOk().hasBodyTextEqualTo("summary 1");
    assertThat(http.get().uri("/pages/2/summary")).hasStatusOk().hasBodyTextEqualTo("summary 1");
  }

  @Test
  void theHealthOfTheSessionIsShown(@Autowired MockMvcTester http) {
    assertThat(http.get().uri("/actuator/health"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("components.cassandra.status")
        .isEqualTo("UP");
  }

  @Test
  void theOnlyDriverIsTheOneOfSpringBootAndSoIsNetty() throws Exception {
    String session = CqlSession.class.getName().replace('.', '/') + ".class";

    assertThat(getClass().getClassLoader().getResources(session).asIterator())
        .toIterable()
        .hasSize(1);
    assertThat(io.netty.util.Version.identify().get("netty-common").artifactVersion())
        .startsWith("4.2.");
  }

  @Test
  void aServiceIsTestedWithAStoreInMemory() {
    byte[] content = {1, 2, 3};

    SamplePages pages = new SamplePages(new InMemoryByteStore());
    pages.save("1", content);
    assertThat(pages.find("1")).hasValue(content);
  }

  @TestConfiguration
  static class Models {

    @Bean
    CountingModel model() {
      return new CountingModel();
    }

    @Bean
    Summarizer summarizer() {
      AtomicInteger calls = new AtomicInteger();
      return (prompt, continuation) -> "summary " + calls.incrementAndGet();
    }
  }

  static final class CountingModel implements ChatModel {

    final AtomicInteger calls = new AtomicInteger();

    @Override
    public ChatResponse doChat(ChatRequest request) {
      return ChatResponse.builder()
          .aiMessage(AiMessage.from("answer " + calls.incrementAndGet()))
          .build();
    }
  }
}

package dev.bytestore.applications.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.quarkus.runtime.api.session.QuarkusCqlSession;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@QuarkusTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@QuarkusTestResource(CassandraResource.class)
class SampleApplicationIT {

  @TestHTTPResource URI root;
  @Inject QuarkusCqlSession session;

  @Test
  @Order(0)
  void theTablesExistBeforeTheFirstRequest() {
    assertThat(
            session
                .getMetadata()
                .getKeyspace(session.getKeyspace().orElseThrow())
                .orElseThrow()
                .getTables()
                .keySet())
        .extracting(CqlIdentifier::asInternal)
        .containsExactlyInAnyOrder("pages", "langchain_llm_cache");
  }

  @Test
  void theOnlyDriverIsTheOneOfQuarkus() throws Exception {
    String resource = CqlSession.class.getName().replace('.', '/') + ".class";

    assertThat(CqlSession.class.getClassLoader().getResources(resource).asIterator())
        .toIterable()
        .hasSize(1);
  }

  @Test
  void aPageIsSavedAndFound() throws Exception {
    assertThat(put("pages/1", "first page").statusCode()).isEqualTo(204);

    assertThat(get("pages/1").body()).isEqualTo("first page");
    assertThat(get("pages/absent").statusCode()).isEqualTo(404);
  }

  @Test
  void aModelIsAskedOnceForEqualPages() throws Exception {
    put("pages/2", "second page");

    assertThat(get("pages/2/summary").body()).isEqualTo("summary 1");
    assertThat(get("pages/2/summary").body()).isEqualTo("summary 1");
  }

  @Test
  void theHealthOfTheSessionIsShown() throws Exception {
    assertThat(get("q/health/ready").body()).contains("Cassandra").contains("UP");
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(root.resolve(path)).PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(root.resolve(path)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Singleton
  static class CountingSummarizer implements Summarizer {

    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public Uni<String> ask(String prompt) {
      return Uni.createFrom().item(() -> "summary " + calls.incrementAndGet());
    }
  }
}

package dev.bytestore.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheKeys;
import dev.bytestore.LlmCacheListener;
import dev.bytestore.LlmIdentity;
import dev.bytestore.PythonRepr;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.testing.TestCassandra;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The Java code of the document on the LLM cache, word for word. */
class LlmCacheSamplesIT {

  private final CqlSession session = TestCassandra.session();
  private final List<String> counted = new ArrayList<>();

  @Test
  void theSamplesDoWhatTheySay() {
    TestCassandra.createKeyspace(session, "app", 1);

    LlmCache cache =
        CassandraLlmCache.builder(session).keyspace("app").ttl(Duration.ofDays(7)).build();

    String prompt = "Why is the sky blue?";
    String llmString = "gpt-4o, temperature 0"; // names the model and its parameters
    List<Generation> answer =
        cache
            .blocking()
            .getOrPut(prompt, llmString, () -> List.of(Generation.of(askTheModel(prompt))));
    String text = answer.get(0).text();

    assertThat(text).isEqualTo("answer to " + prompt);
    assertThat(cache.blocking().lookup(prompt, llmString)).isEqualTo(answer);

    CompletableFuture<List<Generation>> next =
        cache.getOrPutAsync(
            prompt,
            llmString,
            () -> askTheModelAsync(prompt).thenApply(reply -> List.of(Generation.of(reply))));

    assertThat(next.join()).isEqualTo(answer);

    LlmCacheListener listener =
        new LlmCacheListener() {
          @Override
          public void onHit() {
            count("llm.cache.hits");
          }

          @Override
          public void onMiss() {
            count("llm.cache.misses");
          }

          @Override
          public void onError(Throwable failure) {
            count("llm.cache.errors");
          }
        };
    LlmCache tolerant = cache.failOpen(listener);

    assertThat(tolerant.blocking().lookup(prompt, llmString)).isEqualTo(answer);
    assertThat(counted).containsExactly("llm.cache.hits");

    BlockingLlmCache blocking = cache.blocking();
    blocking.delete(prompt, llmString);

    LlmIdentity llm = stop -> "gpt-4o, temperature 0, stop " + stop;
    blocking.deleteThroughLlm(prompt, llm, List.of("END"));

    assertThat(blocking.lookup(prompt, llmString)).isNull();
  }

  @Test
  void theCacheInMemoryDoesTheSame() {
    LlmCache cache = new InMemoryLlmCache();

    cache.blocking().update("prompt", "llm", List.of(Generation.of("text")));

    assertThat(cache.blocking().lookup("prompt", "llm")).containsExactly(Generation.of("text"));
  }

  @Test
  void argumentsThatJsonCannotHoldArePartOfAnLlmString() {
    Map<String, Object> model = Map.of("lc", 1, "type", "constructor", "kwargs", Map.of());

    String llmString =
        LlmCacheKeys.chatLlmString(
            model, Map.of("response_format", new PythonRepr("<class 'app.models.Person'>")), null);

    assertThat(llmString).contains("('response_format', <class 'app.models.Person'>)");
  }

  private static String askTheModel(String prompt) {
    return "answer to " + prompt;
  }

  private static CompletableFuture<String> askTheModelAsync(String prompt) {
    return CompletableFuture.completedFuture(askTheModel(prompt));
  }

  private void count(String name) {
    counted.add(name);
  }
}

package dev.bytestore.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.BlockingTypedStore;
import dev.bytestore.ByteStore;
import dev.bytestore.Document;
import dev.bytestore.DocumentStore;
import dev.bytestore.EmbeddingKeyEncoder;
import dev.bytestore.Generation;
import dev.bytestore.LlmCacheKeys;
import dev.bytestore.Message;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.langchain4j.FakeProvider;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the Python programs of the documents, and finds what they stored from Java. */
class PythonSamplesIT {

  private static final String ANSWER =
      """
      {"id": "1", "object": "chat.completion", "created": 1, "model": "gpt-4.1-mini", "choices": [{
       "index": 0, "message": {"role": "assistant", "content": "Scattering."},
       "finish_reason": "stop"}],
       "usage": {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}}\
      """;

  private final CqlSession session = TestCassandra.session();

  @Test
  void aModelInPythonAndAServiceInJavaFindEachOthersAnswers(@TempDir Path directory)
      throws IOException, InterruptedException {
    CassandraServer server = TestCassandra.server();
    assumeThat(server.credentials()).isEmpty();
    TestCassandra.createKeyspace(session, "app", 1);
    BlockingLlmCache cache = CassandraLlmCache.builder(session).keyspace("app").build().blocking();
    cache.clear();

    try (FakeProvider openAi = new FakeProvider(ANSWER)) {
      List<String> printed = askInPython(server, openAi, directory);
      assertThat(printed).startsWith("Scattering.");

      Map<String, Object> model =
          new ObjectMapper()
              .readValue(directory.resolve("model.json").toFile(), new TypeReference<>() {});
      String llmString = LlmCacheKeys.chatLlmString(model, Map.of(), null);
      String prompt = LlmCacheKeys.chatPrompt(List.of(Message.human("Why is the sky blue?")));
      System.out.println("llm string: " + llmString);
      System.out.println("prompt: " + prompt);

      List<Generation> found = cache.lookup(prompt, llmString);
      assertThat(printed).contains("llm string: " + llmString, "prompt: " + prompt);
      assertThat(found.get(0).text()).isEqualTo("Scattering.");
      assertThat(found.get(0).message().usageMetadata().totalTokens()).isEqualTo(8);

      cache.clear();
      List<Generation> answer =
          cache.getOrPut(
              prompt,
              llmString,
              () -> List.of(Generation.chat(askTheModel("Why is the sky blue?"))));
      assertThat(answer).hasSize(1);
      assertThat(askInPython(server, openAi, directory))
          .startsWith("Java was asked: Why is the sky blue?");
      assertThat(openAi.received()).hasSize(1);
    }
  }

  @Test
  void theOtherSamplesInPythonRun(@TempDir Path directory)
      throws IOException, InterruptedException {
    CassandraServer server = TestCassandra.server();
    assumeThat(server.credentials()).isEmpty();
    TestCassandra.createKeyspace(session, "app", 1);
    session.execute("DROP TABLE IF EXISTS app.pages");
    session.execute("DROP TABLE IF EXISTS app.documents");
    BlockingTypedStore<Document> documents = DocumentStore.of(table("documents")).blocking();
    documents.mset(Map.of("handbook/7", Document.of("Press the red button.")));

    List<String> printed = run(python("guide_samples.py", server), directory);

    ByteStore store = table("pages");
    String key = "text-embedding-3-small" + EmbeddingKeyEncoder.SHA256.encode("text");
    assertThat(printed)
        .containsExactly(
            "answer",
            "weather",
            "True",
            "['" + key + "']",
            "['Press the red button.', 'Keep calm.']");
    assertThat(documents.mget(List.of("handbook/8")))
        .containsExactly(Document.of("Keep calm.", Map.of("page", 8)));
    assertThat(store.blocking().mget(List.of(key))).doesNotContainNull();
  }

  private ByteStore table(String name) {
    return CassandraByteStore.builder(session).keyspace("app").table(name).build();
  }

  private static String askTheModel(String question) {
    return "Java was asked: " + question;
  }

  private static List<String> askInPython(
      CassandraServer server, FakeProvider openAi, Path directory)
      throws IOException, InterruptedException {
    ProcessBuilder python = python("share_cache_sample.py", server);
    python.environment().put("OPENAI_API_KEY", "not-a-real-key");
    python.environment().put("OPENAI_API_BASE", openAi.url());
    return run(python, directory);
  }

  private static ProcessBuilder python(String program, CassandraServer server) {
    InetSocketAddress node = server.contactPoints().get(0);
    return PythonEnvironment.python(
        List.of(
            PythonEnvironment.sources().resolve(program).toString(),
            node.getAddress().getHostAddress(),
            Integer.toString(node.getPort())));
  }

  /** The lines that a program prints; what it prints to the other stream shows if it fails. */
  private static List<String> run(ProcessBuilder python, Path directory)
      throws IOException, InterruptedException {
    Path printed = PythonEnvironment.output("sample", ".txt");
    Path errors = PythonEnvironment.output("sample-errors", ".txt");
    Process process =
        python
            .directory(directory.toFile())
            .redirectError(errors.toFile())
            .redirectOutput(printed.toFile())
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(() -> PythonEnvironment.tail(errors)).isZero();
    return Files.readAllLines(printed);
  }
}

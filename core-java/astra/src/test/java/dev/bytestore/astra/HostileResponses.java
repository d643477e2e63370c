package dev.bytestore.astra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.ByteStore;
import dev.bytestore.Generation;
import dev.bytestore.KeyPage;
import dev.bytestore.LlmCache;
import dev.bytestore.PartialWriteException;
import dev.bytestore.SetupMode;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes calls that get the responses of a directory, for {@link HostileResponsesTest}. Each file
 * names a call, and the responses that its requests get in turn. No such call may succeed.
 */
final class HostileResponses {

  private static final String PROMPT = "prompt";
  private static final String LLM = "llm";
  private static final long ENOUGH_SECONDS = 20;

  private final DataApiServer server;
  private final ByteStore store;
  private final LlmCache cache;

  HostileResponses(DataApiServer server) {
    this.server = server;
    AstraDbConnection connection = TestDataApi.connection(server).maxRetries(0).build();
    store = AstraDbByteStore.builder(connection).collection("kv").setupMode(SetupMode.OFF).build();
    cache = AstraDbLlmCache.builder(connection).setupMode(SetupMode.OFF).build();
  }

  /** Prints the outcome of the call for each file of the directory that the argument names. */
  public static void main(String[] arguments) throws Exception {
    try (DataApiServer server = DataApiServer.start();
        var files = Files.list(Path.of(arguments[0]))) {
      HostileResponses responses = new HostileResponses(server);
      for (Path file : files.sorted().toList()) {
        JsonNode responsesOfCall = new ObjectMapper().readTree(file.toFile());
        System.out.println(file.getFileName() + ": " + responses.outcome(responsesOfCall));
      }
    }
    System.exit(0);
  }

  private String outcome(JsonNode file) throws Exception {
    String id = CacheKey.of(PROMPT, LLM).documentId();
    JsonNode bodies = file.get("bodies");
    AtomicInteger next = new AtomicInteger();
    server.forgetFaults();
    server.fail(
        Integer.MAX_VALUE,
        Fault.answers(
            file.get("status").asInt(),
            () ->
                bodies.get(next.getAndIncrement() % bodies.size()).toString().replace("{id}", id)));
    CompletableFuture<?> call = call(file.get("call").asText());
    try {
      return "believed, with the result " + call.get(ENOUGH_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      call.cancel(true);
      return "without end after %,d requests".formatted(next.get());
    } catch (ExecutionException e) {
      Throwable failure =
          e.getCause() instanceof PartialWriteException ? e.getCause().getCause() : e.getCause();
      return failure instanceof DataApiException ? "refused" : failure.toString();
    }
  }

  /** One of the calls that the files name. */
  CompletableFuture<?> call(String name) {
    return switch (name) {
      case "mset" -> store.msetAsync(Map.of("a", new byte[1], "b", new byte[1]));
      case "msetOne" -> store.msetAsync(Map.of("a", new byte[1]));
      case "mget" -> store.mgetAsync(List.of("a", "b"));
      case "mdelete" -> store.mdeleteAsync(List.of("a", "b"));
      case "yieldKeys" -> store.yieldKeysAsync().thenCompose(HostileResponses::allPages);
      case "lookup" -> cache.lookupAsync(PROMPT, LLM);
      case "update" -> cache.updateAsync(PROMPT, LLM, List.of(Generation.of("answer")));
      case "delete" -> cache.deleteAsync(PROMPT, LLM);
      case "clear" -> cache.clearAsync();
      case "setup" ->
          AstraDbLlmCache.builder(TestDataApi.connection(server).maxRetries(0).build())
              .buildAsync();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static CompletableFuture<KeyPage> allPages(KeyPage page) {
    return page.hasNextPage()
        ? page.nextPageAsync().thenCompose(HostileResponses::allPages)
        : CompletableFuture.completedFuture(page);
  }
}

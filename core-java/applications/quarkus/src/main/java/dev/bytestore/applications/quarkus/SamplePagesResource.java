package dev.bytestore.applications.quarkus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

@Path("/pages/{id}")
public class SamplePagesResource {

  private final ByteStore pages;
  private final BlockingByteStore blocking;
  private final LlmCache answers;
  private final Summarizer summarizer;

  SamplePagesResource(ByteStore pages, LlmCache answers, Summarizer summarizer) {
    this.pages = pages;
    this.blocking = pages.blocking();
    this.answers = answers;
    this.summarizer = summarizer;
  }

  @PUT // on a worker thread, which may wait
  public void save(String id, byte[] content) {
    blocking.mset(Map.of("page/" + id, content));
  }

  @GET // on an event loop, which must not wait
  public Uni<byte[]> find(String id) {
    return Uni.createFrom()
        .completionStage(() -> pages.mgetAsync(List.of("page/" + id)))
        .map(values -> values.get(0))
        .onItem()
        .ifNull()
        .failWith(NotFoundException::new);
  }

  @GET
  @Path("/summary")
  public Uni<String> summary(String id) {
    return find(id)
        .map(page -> "Summarize:\n" + new String(page, UTF_8))
        .chain(prompt -> Uni.createFrom().completionStage(() -> summarize(prompt)))
        .map(generations -> generations.get(0).text());
  }

  private CompletableFuture<List<Generation>> summarize(String prompt) {
    return answers.getOrPutAsync(
        prompt,
        "summarizer 1",
        () ->
            summarizer
                .ask(prompt)
                .map(text -> List.of(Generation.of(text)))
                .subscribeAsCompletionStage());
  }
}

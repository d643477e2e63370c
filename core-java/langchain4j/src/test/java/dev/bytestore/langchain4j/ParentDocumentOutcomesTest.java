package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.Document;
import dev.bytestore.DocumentStore;
import dev.bytestore.ValueDecodingException;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.AsyncNotSupportedException;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the other retriever or the store does, every call of the retriever has an outcome. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParentDocumentOutcomesTest {

  private static final Query QUERY = Query.from("question");
  private static final Duration SOON = Duration.ofSeconds(20);

  private final ScriptedByteStore store = new ScriptedByteStore();
  private final DocumentStore documents = DocumentStore.of(store);
  private final FakeRetriever chunks = FakeRetriever.ofParents("a", "b", "c");

  private ParentDocumentRetriever retriever(boolean failOnMissing) {
    return ParentDocumentRetriever.builder()
        .retriever(chunks)
        .documentStore(documents)
        .failOnMissing(failOnMissing)
        .build();
  }

  private void assertBothFail(
      ContentRetriever retriever, Class<? extends Throwable> type, String message) {
    assertThatThrownBy(() -> retriever.retrieve(QUERY))
        .isInstanceOf(type)
        .hasMessageContaining(message);
    assertThat(retriever.retrieveAsync(QUERY))
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOf(type)
        .withMessageContaining(message);
  }

  @Test
  void missingParentsFailTheCallIfThatIsWanted() {
    documents.blocking().mset(Map.of("b", Document.of("text"), "c", Document.of(" ")));

    assertBothFail(
        retriever(true),
        NoSuchElementException.class,
        "2 of 3 parents are missing in the document");
    assertBothFail(retriever(true), NoSuchElementException.class, "ids of the chunks: [0, 2]");
    assertThat(retriever(false).retrieve(QUERY)).hasSize(1);
  }

  @Test
  void ifAllParentsAreThereTheCallDoesNotFail() {
    for (String id : List.of("a", "b", "c")) {
      documents.blocking().mset(Map.of(id, Document.of("text")));
    }

    assertThat(retriever(true).retrieve(QUERY)).hasSize(3);
  }

  @Test
  void aFailureOfTheOtherRetrieverIsPassedOn() {
    for (Throwable failure : List.of(new IllegalStateException("x"), new OutOfMemoryError("x"))) {
      chunks.found = () -> raise(failure);
      assertBothFail(retriever(false), failure.getClass(), "x");
      chunks.search = () -> CompletableFuture.failedFuture(new CompletionException(failure));
      assertBothFail(retriever(false), failure.getClass(), "x");
      chunks.search = () -> CompletableFuture.completedFuture(chunks.found.get());
    }
    assertThat(store.reads).isEmpty();
  }

  @Test
  void aRetrieverWithoutAnAsynchronousSearchFailsTheFutureAsInLangChain4j() {
    ContentRetriever blocking =
        ParentDocumentRetriever.builder()
            .retriever(query -> List.of())
            .documentStore(documents)
            .build();

    assertThat(blocking.retrieve(QUERY)).isEmpty();
    assertThat(blocking.retrieveAsync(QUERY))
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(AsyncNotSupportedException.class);
  }

  @Test
  void aRetrieverThatReturnsNullFailsTheCall() {
    chunks.found = () -> null;
    assertBothFail(
        retriever(false),
        IllegalStateException.class,
        "the retriever returned null instead of a list");

    List<Content> withNull = new ArrayList<>(FakeRetriever.ofParents("a").found.get());
    withNull.add(null);
    chunks.found = () -> withNull;
    assertBothFail(
        retriever(false),
        IllegalStateException.class,
        "the retriever returned null instead of a text at position 1");

    chunks.found = () -> List.of(withoutText());
    assertBothFail(retriever(false), IllegalStateException.class, "text at position 0");

    chunks.search = () -> null;
    assertThat(retriever(false).retrieveAsync(QUERY))
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("the retriever returned null instead of a future");
    assertThat(store.reads).isEmpty();
  }

  private static Content withoutText() {
    return new Content() {
      @Override
      public TextSegment textSegment() {
        return null;
      }

      @Override
      public Map<ContentMetadata, Object> metadata() {
        return null;
      }
    };
  }

  @Test
  void aFailureOfTheStoreIsPassedOn() {
    for (Throwable failure :
        List.of(new RejectedExecutionException("x"), new StackOverflowError("x"))) {
      store.onRead = () -> raise(failure);
      assertBothFail(retriever(false), failure.getClass(), "x");
      store.onRead = () -> CompletableFuture.failedFuture(failure);
      assertBothFail(retriever(false), failure.getClass(), "x");
    }
  }

  @Test
  void aValueThatIsNotADocumentFailsTheCallAndIsNotInTheMessage() {
    store.msetAsync(Map.of("b", "\"secret\"".getBytes(UTF_8)));

    assertBothFail(retriever(false), ValueDecodingException.class, "position 1");
    assertThatThrownBy(() -> retriever(false).retrieve(QUERY)).message().doesNotContain("secret");
  }

  @Test
  void anIdThatCannotBeAKeyFailsTheCallAndIsNotInTheMessage() {
    chunks.found = FakeRetriever.ofParents("a", "secret\ud800").found;

    assertBothFail(retriever(false), IllegalArgumentException.class, "position 1");
    assertThatThrownBy(() -> retriever(false).retrieve(QUERY)).message().doesNotContain("secret");
  }

  @Test
  void aCancelledCallCancelsTheSearchAndDoesNotReadParents() {
    CompletableFuture<List<Content>> search = new CompletableFuture<>();
    chunks.search = () -> search;

    CompletableFuture<List<Content>> call = retriever(false).retrieveAsync(QUERY);
    call.cancel(true);

    assertThat(search).isCancelled();
    assertThat(store.reads).isEmpty();
  }

  @Test
  void aSearchThatIgnoresTheCancellationDoesNotLeadToARead() {
    CompletableFuture<List<Content>> search =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterrupt) {
            return false;
          }
        };
    chunks.search = () -> search;

    CompletableFuture<List<Content>> call = retriever(false).retrieveAsync(QUERY);
    call.cancel(true);
    search.complete(chunks.found.get());

    assertThat(store.reads).isEmpty();
  }

  @Test
  void aCancelledCallCancelsTheReadOfTheParents() {
    CompletableFuture<List<byte[]>> read = new CompletableFuture<>();
    store.onRead = () -> read;

    CompletableFuture<List<Content>> call = retriever(false).retrieveAsync(QUERY);
    assertThat(store.reads).hasSize(1);
    call.cancel(true);

    assertThat(read).isCancelled();
  }

  @Test
  void anAsynchronousCallReturnsAtOnceAndDoesNotCompleteOnTheThreadOfTheRetriever()
      throws Exception {
    CompletableFuture<List<Content>> search = new CompletableFuture<>();
    chunks.search = () -> search;

    CompletableFuture<String> thread =
        retriever(false)
            .retrieveAsync(QUERY)
            .thenApply(parents -> Thread.currentThread().getName());
    assertThat(thread).isNotDone();
    new Thread(() -> search.complete(chunks.found.get()), "of the retriever").start();

    assertThat(thread.get(20, TimeUnit.SECONDS)).startsWith("bytestore-");
  }

  @Test
  void anInterruptWhileTheStoreIsReadEndsTheCall() {
    CompletableFuture<List<byte[]>> read = new CompletableFuture<>();
    store.onRead = () -> read;
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> retriever(false).retrieve(QUERY))
        .isInstanceOf(CancellationException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(read).isCancelled();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T, E extends Throwable> T raise(Throwable failure) throws E {
    throw (E) failure;
  }
}

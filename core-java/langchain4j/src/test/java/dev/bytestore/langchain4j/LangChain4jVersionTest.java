package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.DocumentStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The classes of this module with other versions of LangChain4j than the one that they are compiled
 * with.
 */
class LangChain4jVersionTest {

  @ParameterizedTest
  @ValueSource(strings = {"1.17.0", "1.19.0"})
  void anOlderVersionIsRefusedByEachBuilderAndNamed(String version) throws Exception {
    assertThat(OtherLangChain4j.run(version, Builds.class))
        .hasSize(5)
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .startsWith("java.lang.IllegalStateException")
                    .contains("1.20.0 or newer", version));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.20.0", "1.23.0"})
  void fromTheMinimumOnEveryHitComesToItsEnd(String version) throws Exception {
    assertThat(OtherLangChain4j.run(version, Hits.class))
        .containsExactly(
            "handler: answer 1",
            "publisher: onComplete",
            "chat: answer 1",
            "chatAsync: answer 1",
            "embed: 2.0",
            "parents: one two",
            "parents: one two",
            "calls of the streaming model: 1");
  }

  /** Uses only classes that old versions of LangChain4j have too. */
  static final class Builds implements Callable<List<String>> {

    @Override
    public List<String> call() {
      return List.of(
          outcome(
              () -> CachingChatModel.builder(new ChatModel() {}, new InMemoryLlmCache()).build()),
          outcome(
              () ->
                  CachingStreamingChatModel.builder(
                          new StreamingChatModel() {}, new InMemoryLlmCache())
                      .build()),
          outcome(
              () ->
                  CachingEmbeddingModel.builder(embeddings(), new InMemoryByteStore())
                      .namespace("fake")
                      .build()),
          outcome(() -> ParentDocumentRetriever.builder().build()),
          outcome(() -> ParentDocumentIngestor.builder().build()));
    }

    private static EmbeddingModel embeddings() {
      return new EmbeddingModel() {
        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
          throw new UnsupportedOperationException();
        }
      };
    }

    private static String outcome(Supplier<?> build) {
      try {
        return "built a " + build.get().getClass().getName();
      } catch (Throwable e) {
        return e.toString();
      }
    }
  }

  /** Calls each kind of model twice. */
  static final class Hits implements Callable<List<String>> {

    private static final ChatRequest REQUEST =
        ChatRequest.builder().messages(UserMessage.from("hi")).build();

    private final List<String> outcomes = new ArrayList<>();

    @Override
    public List<String> call() {
      FakeStreamingChatModel fake = new FakeStreamingChatModel();
      StreamingChatModel streaming =
          CachingStreamingChatModel.builder(fake, new InMemoryLlmCache()).modelKey("fake").build();
      streaming.chat(REQUEST, new Ending(new ArrayList<>()));
      streaming.chat(REQUEST, new Ending(outcomes));
      streaming.chat(REQUEST).subscribe(new Counting(outcomes));

      ChatModel chat =
          CachingChatModel.builder(new FakeChatModel(), new InMemoryLlmCache())
              .modelKey("fake")
              .build();
      chat.chat(REQUEST);
      outcomes.add("chat: " + chat.chat(REQUEST).aiMessage().text());
      outcomes.add("chatAsync: " + chat.chatAsync(REQUEST).join().aiMessage().text());

      EmbeddingModel embeddings =
          CachingEmbeddingModel.builder(new FakeEmbeddingModel(), new InMemoryByteStore())
              .namespace("fake")
              .build();
      embeddings.embed("hi");
      outcomes.add("embed: " + embeddings.embed("hi").content().vector()[0]);
      addParents();
      outcomes.add("calls of the streaming model: " + fake.calls());
      return outcomes;
    }

    private void addParents() {
      DocumentStore documents = DocumentStore.of(new InMemoryByteStore());
      FakeEmbeddingStore chunks = new FakeEmbeddingStore();
      ParentDocumentIngestor.builder()
          .childSplitter(document -> List.of(TextSegment.from("one"), TextSegment.from("two")))
          .embeddingModel(new FakeEmbeddingModel())
          .embeddingStore(chunks)
          .documentStore(documents)
          .build()
          .ingest(List.of(Document.from("one two")));
      FakeRetriever found =
          new FakeRetriever(
              chunks.chunks.values().stream().map(Content::from).toArray(Content[]::new));
      ContentRetriever retriever =
          ParentDocumentRetriever.builder().retriever(found).documentStore(documents).build();
      for (List<Content> parents :
          List.of(
              retriever.retrieve(Query.from("q")),
              retriever.retrieveAsync(Query.from("q")).join())) {
        parents.forEach(parent -> outcomes.add("parents: " + parent.textSegment().text()));
      }
    }
  }

  private record Ending(List<String> outcomes) implements StreamingChatResponseHandler {

    @Override
    public void onPartialResponse(String text) {}

    @Override
    public void onCompleteResponse(ChatResponse response) {
      outcomes.add("handler: " + response.aiMessage().text());
    }

    @Override
    public void onError(Throwable failure) {
      outcomes.add("handler: " + failure);
    }
  }

  private record Counting(List<String> outcomes) implements Subscriber<ChatModelStreamingEvent> {

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ChatModelStreamingEvent event) {}

    @Override
    public void onError(Throwable failure) {
      outcomes.add("publisher: " + failure);
    }

    @Override
    public void onComplete() {
      outcomes.add("publisher: onComplete");
    }
  }
}

package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.testing.RecordingLlmCache;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** Which streams are stored. */
class StoredStreamsTest {

  private static final Prompt PROMPT = new Prompt("hi");

  private final FakeChatModel fake = new FakeChatModel();
  private final RecordingLlmCache cache = new RecordingLlmCache(new InMemoryLlmCache());
  private final CountingModelListener counts = new CountingModelListener();

  private CachingChatModel.Builder builder() {
    return CachingChatModel.builder(fake, cache).modelKey("fake").listener(counts);
  }

  private static String streamed(CachingChatModel model) {
    return model.stream(PROMPT)
        .map(chunk -> chunk.getResult().getOutput().getText())
        .collect(Collectors.joining())
        .block(Duration.ofMinutes(1)); // A failure that Reactor calls fatal is no signal.
  }

  private static ChatResponse chunk(String text, String finishReason) {
    return new ChatResponse(List.of(FakeChatModel.generation(text, finishReason)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStreamWithoutAFinishReasonIsReportedAndNotStored(boolean hasShouldCache) {
    CachingChatModel model =
        (hasShouldCache ? builder().shouldCache((prompt, response) -> true) : builder()).build();
    fake.streaming(prompt -> Flux.just(FakeChatModel.text("The answer"), chunk(" is", " ")));

    assertThat(streamed(model)).isEqualTo("The answer is");
    assertThat(model.call("hi")).isEqualTo("answer 2");
    assertThat(counts.events())
        .containsExactly("miss", "not cacheable: a stream without a finish reason", "miss");
  }

  @Test
  void anErrorInTheJoinOfTheChunksDoesNotFailTheStream() {
    ChatResponse broken =
        new ChatResponse(
            List.of(FakeChatModel.generation("b", "stop")),
            new ChatResponseMetadata() {
              @Override
              public Set<Map.Entry<String, Object>> entrySet() {
                return Collections.singletonMap((String) null, (Object) 1).entrySet();
              }
            });
    fake.streaming(prompt -> Flux.just(FakeChatModel.text("a"), broken));

    assertThat(streamed(builder().build())).isEqualTo("ab");
    assertThat(cache.calls()).containsExactly("lookup");
    assertThat(counts.count("error: ")).isEqualTo(1);
  }

  @Test
  void anErrorThatAChunkThrowsDoesNotFailTheStream() {
    AtomicBoolean isBroken = new AtomicBoolean(true);
    ChatResponse broken =
        new ChatResponse(List.of(FakeChatModel.generation("a", "stop"))) {
          @Override
          public List<Generation> getResults() {
            if (isBroken.compareAndSet(true, false)) {
              throw new OutOfMemoryError("full");
            }
            return super.getResults();
          }
        };
    fake.streaming(prompt -> Flux.just(broken));

    assertThat(streamed(builder().build())).isEqualTo("a");
    assertThat(cache.calls()).containsExactly("lookup");
    assertThat(counts.events())
        .containsExactly(
            "miss", "not cacheable: a chunk that cannot be read: java.lang.OutOfMemoryError");
  }
}

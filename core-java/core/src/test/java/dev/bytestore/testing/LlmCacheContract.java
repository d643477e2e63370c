package dev.bytestore.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheKeys;
import dev.bytestore.LlmIdentity;
import dev.bytestore.Message;
import dev.bytestore.ToolCall;
import dev.bytestore.UsageMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link LlmCache} does. Subclasses make the empty cache to test. */
public abstract class LlmCacheContract {

  private static final String LLM = "[('_type', 'fake'), ('stop', None)]";
  private static final List<Generation> FIZZ = List.of(Generation.of("fizz"));

  protected LlmCache cache;
  protected BlockingLlmCache blocking;

  /** Returns an empty cache that no other test uses. */
  protected abstract LlmCache newCache();

  /** Returns whether entries can have a time-to-live. */
  protected boolean letsEntriesExpire() {
    return true;
  }

  @BeforeEach
  void makeCache() {
    cache = newCache();
    blocking = cache.blocking();
  }

  @Test
  void anEmptyCacheMisses() {
    assertThat(blocking.lookup("foo", LLM)).isNull();
  }

  @Test
  void whatWasKeptIsFoundByItsPromptAndModelOnly() {
    blocking.update("foo", LLM, FIZZ);

    assertThat(blocking.lookup("foo", LLM)).isEqualTo(FIZZ);
    assertThat(blocking.lookup("fo", LLM)).isNull();
    assertThat(blocking.lookup("foo", LLM + " ")).isNull();
    assertThat(blocking.lookup(LLM, "foo")).isNull();
  }

  @Test
  void textsAreTakenAsTheyAre() {
    List<String> prompts =
        List.of("", " ", "é", "e\u0301", "a\0b", "Привет, 東京! 🌍", "x".repeat(100_000));
    for (String prompt : prompts) {
      blocking.update(prompt, LLM, List.of(Generation.of("answer to " + prompt)));
    }

    for (String prompt : prompts) {
      assertThat(blocking.lookup(prompt, LLM))
          .containsExactly(Generation.of("answer to " + prompt));
    }
  }

  @Test
  void generationsOfEveryKindComeBackAsTheyWere() {
    Message message =
        Message.ai("Let me see.")
            .withToolCalls(List.of(new ToolCall("get_weather", Map.of("city", "東京"), "call_1")))
            .withUsageMetadata(UsageMetadata.of(11, 7))
            .withResponseMetadata(Map.of("model_name", "m-1", "logprobs", List.of(0.5, -1e-7)))
            .withId("run-1");
    List<Generation> generations =
        List.of(
            Generation.of("text"),
            Generation.of("").withGenerationInfo(Map.of("finish_reason", "stop")),
            Generation.of("piece").asChunk(),
            Generation.chat("Hi"),
            Generation.chat(message).withGenerationInfo(Map.of("n", 1)));

    blocking.update("foo", LLM, generations);

    assertThat(blocking.lookup("foo", LLM)).isEqualTo(generations);
  }

  @Test
  void anEmptyListIsAHitWithoutGenerations() {
    blocking.update("foo", LLM, List.of());

    assertThat(blocking.lookup("foo", LLM)).isEmpty();
  }

  @Test
  void anUpdateReplacesWhatWasKept() {
    blocking.update("foo", LLM, FIZZ);
    blocking.update("foo", LLM, List.of(Generation.of("buzz")));

    assertThat(blocking.lookup("foo", LLM)).containsExactly(Generation.of("buzz"));
  }

  @Test
  void deletingForgetsOneAnswer() {
    blocking.update("foo", LLM, FIZZ);
    blocking.update("bar", LLM, FIZZ);

    blocking.delete("foo", LLM);
    blocking.delete("never kept", LLM);

    assertThat(blocking.lookup("foo", LLM)).isNull();
    assertThat(blocking.lookup("bar", LLM)).isEqualTo(FIZZ);
  }

  @Test
  void deletingThroughAModelForgetsItsAnswerForThoseStopWords() {
    LlmIdentity llm = stop -> LlmCacheKeys.llmString(Map.of("_type", "fake"), stop);
    blocking.update("foo", llm.llmString(null), FIZZ);
    blocking.update("foo", llm.llmString(List.of("END")), FIZZ);

    blocking.deleteThroughLlm("foo", llm, null);

    assertThat(blocking.lookup("foo", LLM)).isNull();
    assertThat(blocking.lookup("foo", llm.llmString(List.of("END")))).isEqualTo(FIZZ);
  }

  @Test
  void clearingForgetsAll() {
    blocking.update("foo", LLM, FIZZ);
    blocking.update("bar", "another model", FIZZ);

    blocking.clear();

    assertThat(blocking.lookup("foo", LLM)).isNull();
    assertThat(blocking.lookup("bar", "another model")).isNull();
  }

  @Test
  void anAnswerWithATimeToLiveIsForgottenAfterIt() {
    if (!letsEntriesExpire()) {
      assertThatThrownBy(() -> cache.updateAsync("short", LLM, FIZZ, Duration.ofSeconds(1)))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("ttl");
      assertThat(blocking.lookup("short", LLM)).isNull();
      return;
    }
    blocking.update("short", LLM, FIZZ, Duration.ofSeconds(1));
    blocking.update("long", LLM, FIZZ, Duration.ofDays(30));
    blocking.update("ever", LLM, FIZZ, Duration.ZERO);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(blocking.lookup("short", LLM)).isNull());
    assertThat(blocking.lookup("long", LLM)).isEqualTo(FIZZ);
    assertThat(blocking.lookup("ever", LLM)).isEqualTo(FIZZ);
  }

  @Test
  void theListHandedInMayChangeAndTheOneHandedOutCannot() {
    List<Generation> generations = new ArrayList<>(FIZZ);
    CompletableFuture<Void> update = cache.updateAsync("foo", LLM, generations);
    generations.clear();
    update.join();

    assertThat(blocking.lookup("foo", LLM)).isEqualTo(FIZZ).isUnmodifiable();
  }

  @Test
  void badArgumentsAreRefusedByTheirNames() {
    assertThatNullPointerException()
        .isThrownBy(() -> cache.lookupAsync(null, LLM))
        .withMessageContaining("prompt");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.updateAsync("foo", null, FIZZ))
        .withMessageContaining("llmString");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.updateAsync("foo", LLM, null))
        .withMessageContaining("generations");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.updateAsync("foo", LLM, Arrays.asList(FIZZ.get(0), null)))
        .withMessageContainingAll("generations", "position 1");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.updateAsync("foo", LLM, FIZZ, null))
        .withMessageContaining("ttl");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.deleteThroughLlmAsync("foo", null, null))
        .withMessageContaining("llm");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.updateAsync("foo", LLM, FIZZ, Duration.ofSeconds(-1)))
        .withMessageContaining("ttl");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.updateAsync("foo", LLM, FIZZ, Duration.ofSeconds(630_720_001)))
        .withMessageContaining("ttl");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.lookupAsync("secret\uD800", LLM))
        .withMessageContainingAll("prompt", "unpaired surrogate at index 6")
        .withMessageNotContaining("secret");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.deleteAsync("foo", "\uDC00"))
        .withMessageContaining("llmString");
  }

  @Test
  void manyCallsAtOnceAllSucceed() {
    List<CompletableFuture<Void>> updates =
        IntStream.range(0, 1_000)
            .mapToObj(i -> cache.updateAsync("p" + i, LLM, List.of(Generation.of("answer " + i))))
            .toList();
    updates.forEach(CompletableFuture::join);
    List<CompletableFuture<List<Generation>>> lookups =
        IntStream.range(0, 1_000).mapToObj(i -> cache.lookupAsync("p" + i, LLM)).toList();
    lookups.get(0).cancel(true);

    for (int i = 1; i < 1_000; i++) {
      assertThat(lookups.get(i).join()).containsExactly(Generation.of("answer " + i));
    }
  }

  @Test
  void aContinuationMayBlock() {
    blocking.update("foo", LLM, FIZZ);
    List<CompletableFuture<List<Generation>>> calls =
        IntStream.range(0, 100)
            .mapToObj(
                i -> cache.lookupAsync("foo", LLM).thenApply(found -> blocking.lookup("foo", LLM)))
            .toList();

    assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo(FIZZ));
  }

  @Test
  void setupCanBeWaitedForAtAnyTime() {
    blocking.ensureSetup();

    assertThatThrownBy(() -> cache.lookupAsync(null, null))
        .isInstanceOf(NullPointerException.class);
  }
}

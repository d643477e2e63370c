package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bytestore.InMemoryLlmCache;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/** Equal requests at the same time. */
class SingleFlightTest {

  private static final Prompt PROMPT = new Prompt("hi");

  private final FakeChatModel fake = new FakeChatModel();
  private final CachingChatModel model =
      CachingChatModel.builder(fake, new InMemoryLlmCache()).modelKey("fake").build();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CompletableFuture<ChatResponse> held = new CompletableFuture<>();
  private final List<Thread> threads = new ArrayList<>();

  private CompletableFuture<ChatResponse> callOnAThread() {
    CompletableFuture<ChatResponse> response = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                response.complete(model.call(PROMPT));
              } catch (RuntimeException e) {
                response.completeExceptionally(e);
              }
            });
    threads.add(thread);
    thread.start();
    return response;
  }

  private void holdTheFirstCall() {
    fake.answering(
        prompt -> {
          int call = fake.calls();
          asked.countDown();
          return call == 1 ? held.join() : FakeChatModel.numbered(call);
        });
  }

  private void awaitWaiting(int thread) {
    await().until(() -> threads.get(thread).getState() == Thread.State.WAITING);
  }

  @Test
  void theModelIsAskedOnceAndThoseWhoWaitedPaidNothing() throws Exception {
    holdTheFirstCall();
    CompletableFuture<ChatResponse> leader = callOnAThread();
    asked.await();
    List<CompletableFuture<ChatResponse>> followers =
        List.of(callOnAThread(), callOnAThread(), callOnAThread());
    for (int i = 1; i < 4; i++) {
      awaitWaiting(i);
    }

    held.complete(FakeChatModel.numbered(1));

    assertThat(CachingChatModel.isCached(leader.get())).isFalse();
    for (CompletableFuture<ChatResponse> follower : followers) {
      assertThat(follower.get().getResult().getOutput().getText()).isEqualTo("answer 1");
      assertThat(CachingChatModel.isCached(follower.get())).isTrue();
      assertThat(follower.get().getMetadata().getUsage().getTotalTokens()).isZero();
      assertThat(CachingChatModel.savedUsage(follower.get()).getTotalTokens()).isEqualTo(18);
    }
    assertThat(fake.calls()).isEqualTo(1);
  }

  @Test
  void aFailureGoesToAllAndTheNextCallStartsAgain() throws Exception {
    holdTheFirstCall();
    CompletableFuture<ChatResponse> leader = callOnAThread();
    asked.await();
    CompletableFuture<ChatResponse> follower = callOnAThread();
    awaitWaiting(1);

    held.completeExceptionally(new IllegalStateException("model"));

    assertThatThrownBy(leader::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("model");
    assertThatThrownBy(follower::get).hasRootCauseMessage("model");
    assertThat(model.call("hi")).isEqualTo("answer 2");
  }

  @Test
  void aCallerThatIsInterruptedHarmsNoOther() throws Exception {
    holdTheFirstCall();
    CompletableFuture<ChatResponse> leader = callOnAThread();
    asked.await();
    CompletableFuture<ChatResponse> follower = callOnAThread();
    awaitWaiting(1);

    threads.get(1).interrupt();

    assertThatThrownBy(follower::get).isInstanceOf(CancellationException.class);
    held.complete(FakeChatModel.numbered(1));
    assertThat(leader.get().getResult().getOutput().getText()).isEqualTo("answer 1");
  }

  @Test
  void aRefreshDoesNotWaitForAResponseThatMayBeOld() throws Exception {
    holdTheFirstCall();
    CompletableFuture<ChatResponse> old = callOnAThread();
    asked.await();

    assertThat(model.refresh().call("hi")).isEqualTo("answer 2");

    held.complete(FakeChatModel.numbered(1));
    assertThat(old.get().getResult().getOutput().getText()).isEqualTo("answer 1");
  }
}

package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bytestore.InMemoryLlmCache;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Equal requests at the same time. */
class SingleFlightTest {

  private static final ChatRequest REQUEST =
      ChatRequest.builder().messages(UserMessage.from("hi")).build();

  private final FakeChatModel fake = new FakeChatModel();
  private final CachingChatModel model =
      CachingChatModel.builder(fake, new InMemoryLlmCache()).modelKey("fake").build();
  private final CompletableFuture<ChatResponse> held = new CompletableFuture<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void theModelIsAskedOnceAndThoseWhoWaitedPaidNothing() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    fake.answering(
        request -> {
          asked.countDown();
          return held.join();
        });
    Future<ChatResponse> leader = threads.submit(() -> model.chat(REQUEST));
    asked.await();
    List<Thread> waiting = new ArrayList<>();
    List<CompletableFuture<ChatResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
      Thread thread = new Thread(() -> answer.complete(model.chat(REQUEST)));
      thread.start();
      waiting.add(thread);
      answers.add(answer);
    }
    answers.add(model.chatAsync(REQUEST));
    await().until(() -> waiting.stream().allMatch(t -> t.getState() == Thread.State.WAITING));

    held.complete(FakeChatModel.numbered(1));

    assertThat(leader.get()).isEqualTo(FakeChatModel.numbered(1));
    for (CompletableFuture<ChatResponse> answer : answers) {
      assertThat(answer.get().aiMessage().text()).isEqualTo("answer 1");
      assertThat(CachingChatModel.isCached(answer.get())).isTrue();
    }
    assertThat(fake.calls()).isEqualTo(1);
  }

  @Test
  void aFailureGoesToAllAndTheNextStartsAnew() {
    fake.answeringAsync(request -> fake.calls() == 1 ? held : null);
    CompletableFuture<ChatResponse> first = model.chatAsync(REQUEST);
    CompletableFuture<ChatResponse> second = model.chatAsync(REQUEST);
    RuntimeException failure = new IllegalStateException("model");

    held.completeExceptionally(failure);

    assertThatThrownBy(first::join).isInstanceOf(CompletionException.class).hasCause(failure);
    assertThatThrownBy(second::join).isInstanceOf(CompletionException.class).hasCause(failure);
    assertThat(model.chatAsync("hi").join()).isEqualTo("answer 2");
  }

  @Test
  void oneThatIsCancelledHarmsNoOther() {
    fake.answeringAsync(request -> held);
    CompletableFuture<ChatResponse> first = model.chatAsync(REQUEST);
    CompletableFuture<ChatResponse> second = model.chatAsync(REQUEST);

    first.cancel(true);
    assertThat(held).isNotDone();
    held.complete(FakeChatModel.numbered(1));

    assertThat(second.join().aiMessage().text()).isEqualTo("answer 1");
  }

  @Test
  void theLastThatIsCancelledCancelsTheModelsCall() {
    fake.answeringAsync(request -> fake.calls() == 1 ? new CompletableFuture<>() : null);
    CompletableFuture<ChatResponse> first = model.chatAsync(REQUEST);
    CompletableFuture<ChatResponse> second = model.chatAsync(REQUEST);

    first.cancel(true);
    second.cancel(true);

    assertThat(fake.futures().get(0)).isCancelled();
    assertThat(model.chatAsync("hi").join()).isEqualTo("answer 2");
  }

  @Test
  void whenTheOneWhoAsksIsInterruptedAnotherTakesOver() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    fake.answering(
        request -> {
          if (fake.calls() == 1) {
            asked.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              throw new IllegalStateException("interrupted", e);
            }
          }
          return null;
        });
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread leader =
        new Thread(
            () -> {
              try {
                model.chat(REQUEST);
              } catch (IllegalStateException e) {
                failure.set(e);
              }
            });
    leader.start();
    asked.await();
    CompletableFuture<ChatResponse> async = model.chatAsync(REQUEST);
    leader.interrupt();

    assertThat(async.join().aiMessage().text()).isEqualTo("answer 2");
    leader.join();
    assertThat(failure.get()).hasMessage("interrupted");
  }

  @Test
  void oneThatIsInterruptedWhileItWaitsHarmsNoOther() throws Exception {
    fake.answeringAsync(request -> held);
    CompletableFuture<ChatResponse> leader = model.chatAsync(REQUEST);
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread waiter =
        new Thread(
            () -> {
              try {
                model.chat(REQUEST);
              } catch (CancellationException e) {
                failure.complete(e);
              }
            });
    waiter.start();
    await().until(() -> waiter.getState() == Thread.State.WAITING);

    waiter.interrupt();
    assertThat(failure.get()).isInstanceOf(CancellationException.class);
    held.complete(FakeChatModel.numbered(1));

    assertThat(leader.join().aiMessage().text()).isEqualTo("answer 1");
  }

  @Test
  void refreshingDoesNotWaitForWhatMayBeOld() {
    fake.answeringAsync(request -> fake.calls() == 1 ? held : null);
    CompletableFuture<ChatResponse> old = model.chatAsync(REQUEST);

    assertThat(model.refresh().chatAsync("hi").join()).isEqualTo("answer 2");

    held.complete(FakeChatModel.numbered(1));
    assertThat(old.join().aiMessage().text()).isEqualTo("answer 1");
  }

  @Test
  void anErrorOfTheUsersPredicateCostsTheEntryAndNotTheCall() {
    CachingChatModel failing =
        CachingChatModel.builder(fake, new InMemoryLlmCache())
            .modelKey("fake")
            .shouldCache(
                (request, response) -> {
                  throw new AssertionError("of the user");
                })
            .build();

    assertThat(failing.chatAsync(REQUEST)).succeedsWithin(Duration.ofSeconds(20));
    assertThat(CachingChatModel.isCached(failing.chat(REQUEST))).isFalse();
  }
}

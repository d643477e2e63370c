package dev.bytestore.testing;

import dev.bytestore.Generation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An asker whose model answers only when the test lets it. */
public final class HeldAsker implements Supplier<CompletableFuture<List<Generation>>> {

  private final AtomicInteger calls = new AtomicInteger();
  private final CompletableFuture<Thread> asked = new CompletableFuture<>();
  private final CompletableFuture<List<Generation>> answer = new CompletableFuture<>();

  @Override
  public CompletableFuture<List<Generation>> get() {
    calls.incrementAndGet();
    asked.complete(Thread.currentThread());
    return answer;
  }

  public int timesAsked() {
    return calls.get();
  }

  /** Completes with the thread on which the model was first asked. */
  public CompletableFuture<Thread> asked() {
    return asked;
  }

  /** The future that every call returns. */
  public CompletableFuture<List<Generation>> answer() {
    return answer;
  }
}

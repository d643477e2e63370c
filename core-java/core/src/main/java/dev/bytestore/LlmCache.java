package dev.bytestore;

import dev.bytestore.internal.Arguments;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers of language models, kept by prompt and model: LangChain's LLM cache for the JVM.
 *
 * <p>An entry is found by the prompt and the <i>llm string</i>, which stands for the model with all
 * its parameters. Both are taken as they are, character by character: answers are shared with
 * services in Python exactly where both texts are equal. {@link LlmCacheKeys} makes those that
 * Python's models have.
 *
 * <p>What holds for every implementation:
 *
 * <ul>
 *   <li><b>Futures</b>: every call returns a future of its own. It completes on the cache's
 *       executor, or on the thread that waits for it in {@code join} or {@code get}, or is complete
 *       already; never on a thread of the driver or of an HTTP client. A continuation may block
 *       without stopping the cache.
 *   <li><b>Cancelling</b> the future stops the call from sending more. What was sent may still take
 *       effect.
 *   <li><b>Bad arguments</b> are thrown at once by the call, before anything is sent: {@link
 *       NullPointerException} for a null, {@link IllegalArgumentException} for the rest, such as an
 *       unpaired surrogate in a key. The message names the parameter, never its content.
 *   <li><b>An entry that cannot be understood</b> is a miss: an answer is worth less than a call
 *       that fails. Nothing is ever instantiated by a name found in an entry.
 *   <li><b>Concurrency</b>: a cache is safe for use by any number of threads. Of two updates of one
 *       entry at the same time one wins.
 * </ul>
 */
public interface LlmCache {

  /**
   * Looks an answer up.
   *
   * @return the generations, which may be an empty list if such was stored; null if there are none
   *     or if they cannot be understood. The list cannot be modified.
   */
  CompletableFuture<@Nullable List<Generation>> lookupAsync(String prompt, String llmString);

  /**
   * Keeps {@code generations} for as long as the cache's own default says, in place of what was
   * kept before.
   *
   * @throws IllegalArgumentException if the entry would be larger than the cache reads; what cannot
   *     be stored does not replace what was kept before
   */
  CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations);

  /**
   * Keeps {@code generations} for {@code ttl}, whatever the cache's default.
   *
   * @param ttl from zero, which means for ever, to 630,720,000 seconds (20 years); a fraction of a
   *     second counts as a whole one
   * @throws UnsupportedOperationException if this kind of cache cannot let entries expire
   */
  CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations, Duration ttl);

  /**
   * Looks an answer up. On a miss, asks for one and keeps it for as long as the cache's own default
   * says.
   *
   * <p>Callers in this process that want the same entry of the same cache object at the same time
   * share one lookup and one question, whether they call this method, the one with a ttl, {@link
   * BlockingLlmCache#getOrPut} or Kotlin's {@code getOrPut}. The asker and the ttl are those of the
   * first caller.
   *
   * <ul>
   *   <li><b>The asker</b> is called on a thread of bytestore's shared pool, which may have up to
   *       256 threads: never on the caller's thread, nor on one of the driver or of an HTTP client.
   *       It sees the context class loader of the first caller. For a model that blocks, return
   *       {@code CompletableFuture.supplyAsync(..., executor)}. An asker that waits for the same
   *       entry never ends.
   *   <li><b>The answer</b> is kept before it is handed over. All callers get the same list, which
   *       cannot be modified.
   *   <li><b>Failures</b>: if the asker throws, or its future fails, all who wait get that same
   *       exception object. If the asker returns null, or its future completes with null, they get
   *       an {@link IllegalStateException}. Nothing is kept, and the next call starts anew. A cache
   *       that fails to look up or to keep the answer fails the call as well; with a view made by
   *       {@link #failOpen} it does not.
   *   <li><b>Cancelling</b> one caller's future harms no other, not even if that caller was the
   *       first. When the last one is cancelled, the lookup, the asker's future or the update is.
   * </ul>
   *
   * @return the generations. The future of the first caller completes as those of other calls do;
   *     the others complete on the shared pool.
   */
  default CompletableFuture<List<Generation>> getOrPutAsync(
      String prompt,
      String llmString,
      Supplier<? extends CompletionStage<List<Generation>>> asker) {
    return new LlmCacheEntry(this, prompt, llmString).getOrPutAsync(null, asker);
  }

  /**
   * As {@link #getOrPutAsync(String, String, Supplier)}, but keeps a new answer for {@code ttl}. If
   * this kind of cache cannot let entries expire, the call fails with an {@link
   * UnsupportedOperationException} after a miss, when the answer is to be kept.
   *
   * @param ttl as in {@link #updateAsync(String, String, List, Duration)}; a bad one is refused
   *     before the lookup
   */
  default CompletableFuture<List<Generation>> getOrPutAsync(
      String prompt,
      String llmString,
      Duration ttl,
      Supplier<? extends CompletionStage<List<Generation>>> asker) {
    Arguments.ttlSeconds(ttl);
    return new LlmCacheEntry(this, prompt, llmString).getOrPutAsync(ttl, asker);
  }

  /** Forgets one answer; one that is not there is no error. */
  CompletableFuture<Void> deleteAsync(String prompt, String llmString);

  /**
   * Forgets the answer that {@code llm} gave to {@code prompt} when it was called with {@code
   * stop}.
   *
   * @param stop the stop words of that call, null if it had none
   */
  default CompletableFuture<Void> deleteThroughLlmAsync(
      String prompt, LlmIdentity llm, @Nullable List<String> stop) {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(llm, "llm");
    return deleteAsync(prompt, llm.llmString(stop));
  }

  /** Forgets all answers of all models. */
  CompletableFuture<Void> clearAsync();

  /**
   * Completes when the cache's setup is done: at once where it was or where there is none. A setup
   * that failed is tried again; one that runs is waited for, not started twice.
   */
  CompletableFuture<Void> ensureSetupAsync();

  /** This cache for callers that wait: the same operations, returning values. */
  default BlockingLlmCache blocking() {
    return new BlockingLlmCache(this);
  }

  /**
   * A view of this cache whose failures never reach a caller: while the cache is out of order, a
   * lookup is a miss and every other operation does nothing. A generation that is too large to be
   * stored is not stored. Bad arguments are still refused.
   *
   * @param listener is called for every failure, hit and miss. Failures are also logged, at most
   *     once a minute.
   */
  default LlmCache failOpen(LlmCacheListener listener) {
    return new FailOpenLlmCache(this, listener);
  }
}

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
 * Stores the answers (responses) of language models by prompt and model: LangChain's LLM cache for
 * the JVM.
 *
 * <p>The key of an entry is the prompt and the <i>llm string</i>, which stands for the model with
 * all its parameters. The cache uses both texts unchanged. A service in Python finds the entry if
 * both of its texts are equal to these, character by character. {@link LlmCacheKeys} makes the
 * texts that Python's models use.
 *
 * <p>These rules hold for every implementation:
 *
 * <ul>
 *   <li><b>Futures</b>: every call returns a future of its own. The future completes on the cache's
 *       executor or on the thread that waits for it in {@code join} or {@code get}, or is complete
 *       when it is returned. It never completes on a thread of the driver or of an HTTP client, so
 *       a continuation may block without stopping the cache.
 *   <li><b>Cancellation</b>: if the caller cancels the future, or completes it in another way such
 *       as {@code orTimeout}, the call sends no further requests. Requests that were sent may still
 *       take effect.
 *   <li><b>Bad arguments</b> make the method throw before anything is sent: a {@link
 *       NullPointerException} for a null, an {@link IllegalArgumentException} for anything else,
 *       such as an unpaired surrogate in the prompt. The message names the parameter, never its
 *       content.
 *   <li><b>Invalid entries</b>: an entry that is too large or cannot be parsed is a miss, not a
 *       failure. No class is ever instantiated because an entry names it.
 *   <li><b>Concurrency</b>: any number of threads may use a cache at the same time. If several
 *       calls update the same entry at the same time, one of them wins.
 * </ul>
 */
public interface LlmCache {

  /**
   * Looks up the answer to a prompt.
   *
   * @return the generations; an empty list if an empty list was stored. Null if there is no entry,
   *     or if the entry is too large or cannot be parsed. The list cannot be modified
   */
  CompletableFuture<@Nullable List<Generation>> lookupAsync(String prompt, String llmString);

  /**
   * Stores {@code generations}, which may be empty, as the answer to a prompt, and replaces an
   * answer that is there. The entry lives as long as the cache's default says.
   *
   * @throws IllegalArgumentException if the entry would be larger than the cache reads. The answer
   *     that is there stays
   */
  CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations);

  /**
   * As {@link #updateAsync(String, String, List)}, but the entry is absent again after {@code ttl},
   * whatever the cache's default is.
   *
   * @param ttl up to 630,720,000 seconds (20 years), where a fraction of a second counts as a whole
   *     one. Zero means that the entry does not expire
   * @throws UnsupportedOperationException if {@code ttl} is not zero and this kind of cache cannot
   *     let entries expire; nothing is sent
   */
  CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations, Duration ttl);

  /**
   * Looks up the answer to a prompt. If there is none, calls {@code asker} and stores its answer,
   * for as long as the cache's default says.
   *
   * <p>If several callers in this process want the same entry of the same cache object at the same
   * time, they share one lookup and one call of the asker. The asker and the ttl are those of the
   * first caller. The callers may use this method, the one with a ttl, {@link
   * BlockingLlmCache#getOrPut} and Kotlin's {@code getOrPut} in any mixture.
   *
   * <ul>
   *   <li><b>The asker</b> runs on a thread of bytestore's shared pool, which has at most 256
   *       threads, with the context class loader of the first caller. If the model blocks, return
   *       {@code CompletableFuture.supplyAsync(..., executor)}. An asker must not wait for the same
   *       entry: it would wait for itself forever.
   *   <li><b>The answer</b> is stored before the callers get it. All callers get the same list,
   *       which cannot be modified.
   *   <li><b>Failures</b>: if the asker throws, or its future fails, all callers that wait get that
   *       same exception object. If the asker returns null, or its future completes with null, they
   *       get an {@link IllegalStateException}. Nothing is stored, and the next call starts again.
   *       The call also fails if the lookup or the update fails, except with a view that {@link
   *       #failOpen} made.
   *   <li><b>Cancellation</b>: if one caller cancels its future, the other callers still get the
   *       answer, even if that caller was the first. When the last caller has cancelled, the
   *       lookup, the asker's future or the update is cancelled.
   * </ul>
   *
   * @return the generations. The first caller's future completes like those of other calls. The
   *     other callers' futures complete on the shared pool
   */
  default CompletableFuture<List<Generation>> getOrPutAsync(
      String prompt,
      String llmString,
      Supplier<? extends CompletionStage<List<Generation>>> asker) {
    return new LlmCacheEntry(this, prompt, llmString).getOrPutAsync(null, asker);
  }

  /**
   * As {@link #getOrPutAsync(String, String, Supplier)}, but a new answer is stored for {@code
   * ttl}.
   *
   * <p>If {@code ttl} is not zero and this kind of cache cannot let entries expire, the future
   * fails with an {@link UnsupportedOperationException}. It fails after the asker has answered, so
   * not if an answer is found.
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

  /** Deletes the answer to a prompt. An answer that is absent is no error. */
  CompletableFuture<Void> deleteAsync(String prompt, String llmString);

  /**
   * Deletes the answer that {@code llm} gave to {@code prompt} when it was called with {@code
   * stop}. An answer that is absent is no error. If {@code llm} throws, this method throws the same
   * exception.
   *
   * @param stop the stop words of that call, null if it had none
   */
  default CompletableFuture<Void> deleteThroughLlmAsync(
      String prompt, LlmIdentity llm, @Nullable List<String> stop) {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(llm, "llm");
    return deleteAsync(prompt, llm.llmString(stop));
  }

  /**
   * Deletes all answers of all models, also those that other programs stored in the same table or
   * collection.
   */
  CompletableFuture<Void> clearAsync();

  /** Completes when the cache's setup is done, as {@link ByteStore#ensureSetupAsync()} does. */
  CompletableFuture<Void> ensureSetupAsync();

  /** Returns a view of this cache whose methods wait for the result and return it. */
  default BlockingLlmCache blocking() {
    return new BlockingLlmCache(this);
  }

  /**
   * Returns a view of this cache that hides failures from its callers. If a lookup fails, it is a
   * miss. If another operation fails, it does nothing. An entry that is too large is not stored.
   *
   * <p>Bad arguments are still refused, and so is a ttl if this kind of cache cannot let entries
   * expire. {@code getOrPut} still fails if its asker fails.
   *
   * <p>Make the view once and share it. Callers of {@code getOrPut} on two views, or on a view and
   * on this cache, do not share one call of the asker.
   *
   * @param listener is called for every hit, miss and failure. Failures are also logged, at most
   *     once a minute
   */
  default LlmCache failOpen(LlmCacheListener listener) {
    return new FailOpenLlmCache(this, listener);
  }
}

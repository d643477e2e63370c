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
 * <pre>{@code
 * String llmString = "gpt-4o, temperature 0"; // names the model and its parameters
 * cache
 *     .getOrPutAsync(prompt, llmString, () -> askTheModel(prompt)) // a future of List<Generation>
 *     .thenAccept(answer -> show(answer.get(0).text()));
 * }</pre>
 *
 * <p>The key of an entry is the prompt and the <i>llm string</i>, which stands for the model with
 * all its parameters. The cache uses both texts unchanged. Either may be empty, and their length is
 * not limited. If only JVM services use the cache, any text that changes with the model and its
 * parameters can be the llm string. A service in Python finds an entry only if its prompt and its
 * llm string are equal to these texts, character by character; {@link LlmCacheKeys} makes the texts
 * that Python's models use.
 *
 * <p>The implementations are {@link InMemoryLlmCache}, {@code CassandraLlmCache} in {@code
 * bytestore-cassandra} and {@code AstraDbLlmCache} in {@code bytestore-astra}. A cache does not
 * need to be closed. {@link #blocking()} has the same operations as methods that wait.
 *
 * <p>These rules hold for every implementation:
 *
 * <ul>
 *   <li><b>Futures</b>: each call returns a new future. It completes on the cache's executor, or on
 *       a thread that waits for it in {@code join} or {@code get}. Some futures are already
 *       complete when they are returned. No future completes on a thread of the driver or of an
 *       HTTP client, so a continuation may block without stopping the cache. {@link ByteStore}
 *       describes the executor.
 *   <li><b>Failures</b>: if a request fails, the future fails with the backend's own exception,
 *       such as the driver's or the Data API's. {@link #failOpen} hides failures.
 *   <li><b>Cancellation</b>: if the caller cancels the future, or completes it in another way such
 *       as {@code orTimeout}, the call sends no further requests. Requests that were already sent
 *       may still take effect. {@code getOrPut} has rules of its own.
 *   <li><b>Bad arguments</b> make the method throw before anything is sent: a {@link
 *       NullPointerException} for a null, also for a null generation, and an {@link
 *       IllegalArgumentException} for anything else, such as an unpaired surrogate in the prompt.
 *       The message names the parameter, never its content.
 *   <li><b>Size</b>: a cache in Cassandra or Astra DB has a limit on the size of an entry, the
 *       option {@code maxEntryBytes} of its builder, by default 4 MiB. In Astra DB an entry has at
 *       most 8,000 bytes unless {@code unindexed(true)} is set.
 *   <li><b>Invalid entries</b>: an entry that is too large or cannot be parsed is a miss, not a
 *       failure. No class is ever instantiated because an entry names it.
 *   <li><b>Concurrency</b>: any number of threads may use a cache at the same time. If several
 *       calls update the same entry at the same time, one of them wins as a whole.
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
   * Stores {@code generations} as the answer to a prompt, and replaces an answer that is there. The
   * list may be empty; it is copied. The entry gets the cache's default time-to-live. A cache in
   * Cassandra has an option for it; without that option, and in the other caches, entries do not
   * expire, unless the Cassandra table has a default of its own.
   *
   * @throws IllegalArgumentException if the entry would be larger than the cache reads. An answer
   *     that is there stays
   */
  CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations);

  /**
   * As {@link #updateAsync(String, String, List)}, but the entry expires after {@code ttl}. The
   * cache's default time-to-live is ignored.
   *
   * @param ttl as in {@link ByteStore#msetAsync(java.util.Map, Duration)}: not negative, at most
   *     630,720,000 seconds (20 years), rounded up to whole seconds. Zero means that the entry does
   *     not expire
   * @throws UnsupportedOperationException if {@code ttl} is not zero and this kind of cache cannot
   *     let entries expire; nothing is sent
   */
  CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations, Duration ttl);

  /**
   * Returns the stored answer to a prompt. If there is none, calls {@code asker}, your function
   * that asks the model, and stores its answer with the cache's default time-to-live.
   *
   * <p>If several callers in this process want the same entry of the same cache object at the same
   * time, they share one lookup and one call of the asker. The asker and the ttl are those of the
   * first caller. This method, the one with a ttl, {@link BlockingLlmCache#getOrPut} and Kotlin's
   * {@code getOrPut} all share in this way. Two processes may both ask the model.
   *
   * <ul>
   *   <li><b>The asker</b> runs on a thread of bytestore's shared pool, with the context class
   *       loader of the first caller. The pool has at most 256 threads; if all of them are blocked,
   *       further tasks wait. If the model blocks, return {@code CompletableFuture.supplyAsync(...,
   *       executor)}. An asker must not wait for the same entry: it would wait for itself forever.
   *   <li><b>The answer</b> is stored before the callers get it. All callers get the same list,
   *       which cannot be modified.
   *   <li><b>Failures</b>: if the asker throws, or its future fails, all callers that wait get that
   *       same exception object. If the asker returns null, or its future completes with null, they
   *       get an {@link IllegalStateException}. Nothing is stored, and the next call starts again.
   *       The call also fails if the lookup or the update fails. If the update fails, it may still
   *       take effect, and the callers get the failure and not the answer. With {@link #failOpen}
   *       they get the answer.
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
   * <p>If {@code ttl} is not zero and this kind of cache cannot let entries expire, a call that
   * finds an answer succeeds. Any other call asks the model, and then fails with an {@link
   * UnsupportedOperationException}.
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
   * Deletes the answer that the model {@code llm} gave to {@code prompt} when it was called with
   * {@code stop}. It calls {@link #deleteAsync} with the llm string that {@code llm} returns;
   * LangChain's {@code delete_through_llm} does the same. An answer that is absent is no error. If
   * {@code llm} throws, this method throws the same exception.
   *
   * @param stop the stop words (stop sequences) of that call of the model, null if it had none
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
   * Returns an {@code LlmCache} for the same entries that hides failures of this cache from its
   * callers. A failed lookup is a miss, so {@code getOrPut} asks the model. Any other failed
   * operation is ignored, and its future completes normally: a failed update stores nothing, and a
   * failed deletion, also one by {@link #clearAsync}, deletes nothing. If data must be deleted,
   * delete it through this cache instead.
   *
   * <p>An update with an entry that is too large counts as a failure too. Other bad arguments are
   * still refused, and so is a ttl if this kind of cache cannot let entries expire. {@code
   * getOrPut} still fails if its asker fails.
   *
   * <p>Call this method once and share the result. Callers of {@code getOrPut} on two results, or
   * on a result and on this cache, do not share one call of the asker.
   *
   * @param listener is called for every hit, miss and failure. Failures are also logged, at most
   *     once a minute
   */
  default LlmCache failOpen(LlmCacheListener listener) {
    return new FailOpenLlmCache(this, listener);
  }
}

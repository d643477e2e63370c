package dev.bytestore;

import static dev.bytestore.internal.Futures.await;

import dev.bytestore.internal.Arguments;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The blocking view of an {@link LlmCache}. {@link LlmCache#blocking()} returns it. Each method
 * calls the method of {@link LlmCache} with the same name and {@code Async} at its end, waits for
 * the future, and returns its result or throws its failure.
 *
 * <pre>{@code
 * List<Generation> answer =
 *     cache.blocking().getOrPut(prompt, llmString, () -> List.of(Generation.of(askTheModel(prompt))));
 * }</pre>
 *
 * <p>The key of an entry is the prompt and the llm string, which stands for the model with all its
 * parameters: see {@link LlmCache}, which also has the limits. The rules of {@link
 * BlockingByteStore} about waiting, bad arguments, failures, interrupts and threads hold here too;
 * {@code getOrPut} has some of its own. To hide failures of the cache, use {@code
 * cache.failOpen(listener).blocking()}, see {@link LlmCache#failOpen}.
 */
public final class BlockingLlmCache {

  private final LlmCache cache;

  BlockingLlmCache(LlmCache cache) {
    this.cache = cache;
  }

  /**
   * Looks up the answer to a prompt.
   *
   * @return the generations; an empty list if an empty list was stored. Null if there is no entry,
   *     or if the entry is too large or cannot be parsed. The list cannot be modified.
   */
  public @Nullable List<Generation> lookup(String prompt, String llmString) {
    return await(cache.lookupAsync(prompt, llmString));
  }

  /**
   * Stores {@code generations}, which may be empty, as the answer to a prompt, and replaces an
   * answer that is there. The entry gets the cache's default time-to-live, as in {@link
   * LlmCache#updateAsync(String, String, List)}.
   *
   * @throws IllegalArgumentException if the entry would be larger than the cache reads. An answer
   *     that is there stays
   */
  public void update(String prompt, String llmString, List<Generation> generations) {
    await(cache.updateAsync(prompt, llmString, generations));
  }

  /**
   * As {@link #update(String, String, List)}, but the entry expires after {@code ttl}. The cache's
   * default time-to-live is ignored.
   *
   * @param ttl not negative, and at most 630,720,000 seconds (20 years). A fraction of a second is
   *     rounded up to a whole second. Zero means that the entry does not expire
   * @throws UnsupportedOperationException if {@code ttl} is not zero and this kind of cache cannot
   *     let entries expire; nothing is sent
   */
  public void update(String prompt, String llmString, List<Generation> generations, Duration ttl) {
    await(cache.updateAsync(prompt, llmString, generations, ttl));
  }

  /**
   * Returns the stored answer to a prompt. If there is none, calls {@code asker}, your function
   * that asks the model, and stores its answer with the cache's default time-to-live.
   *
   * <p>If several callers in this process want the same entry of the same cache object at the same
   * time, only the first of them makes the lookup and calls its asker. The others wait and get the
   * same result. This method, {@link LlmCache#getOrPutAsync} and Kotlin's {@code getOrPut} all
   * share in this way. The wait has no limit of its own; for one, use the future of {@link
   * LlmCache#getOrPutAsync}.
   *
   * <ul>
   *   <li><b>The asker</b> runs on the thread that calls this method. It must not call {@code
   *       getOrPut} for the same entry: it would wait for itself forever.
   *   <li><b>Failures</b>: if the asker throws, or the lookup or the update fails, all callers that
   *       wait throw that same exception object. It is shared, so it has no suppressed exception
   *       that shows where the call was made. If the asker throws or the lookup fails, nothing is
   *       stored. If the update fails, it may still take effect. The next call starts again.
   *   <li><b>Interrupts</b>: if the first caller is interrupted, or its asker throws a {@link
   *       java.util.concurrent.CancellationException}, only that caller throws. The next of the
   *       waiting callers then calls its own asker. If another caller is interrupted, the others
   *       continue.
   * </ul>
   *
   * @return the generations, in a list that cannot be modified
   * @throws IllegalStateException if the asker returns null
   */
  public List<Generation> getOrPut(
      String prompt, String llmString, Supplier<List<Generation>> asker) {
    return new LlmCacheEntry(cache, prompt, llmString).getOrPut(null, asker);
  }

  /**
   * As {@link #getOrPut(String, String, Supplier)}, but a new answer is stored for {@code ttl}. If
   * several callers wait, the ttl is that of the caller whose asker is called.
   *
   * @param ttl as in {@link #update(String, String, List, Duration)}; a bad one is refused before
   *     the lookup
   * @throws UnsupportedOperationException if {@code ttl} is not zero, this kind of cache cannot let
   *     entries expire, and no answer is stored. It is thrown after the asker has answered
   */
  public List<Generation> getOrPut(
      String prompt, String llmString, Duration ttl, Supplier<List<Generation>> asker) {
    Arguments.ttlSeconds(ttl);
    return new LlmCacheEntry(cache, prompt, llmString).getOrPut(ttl, asker);
  }

  /** Deletes the answer to a prompt. An answer that is absent is no error. */
  public void delete(String prompt, String llmString) {
    await(cache.deleteAsync(prompt, llmString));
  }

  /**
   * Deletes the answer that the model {@code llm} gave to {@code prompt} when it was called with
   * {@code stop}. An answer that is absent is no error. If {@code llm} throws, this method throws
   * the same exception.
   *
   * @param stop the stop words (stop sequences) of that call of the model, null if it had none
   */
  public void deleteThroughLlm(String prompt, LlmIdentity llm, @Nullable List<String> stop) {
    await(cache.deleteThroughLlmAsync(prompt, llm, stop));
  }

  /**
   * Deletes all answers of all models, also those that other programs stored in the same table or
   * collection.
   */
  public void clear() {
    await(cache.clearAsync());
  }

  /**
   * Waits until the cache's setup is done, as {@link BlockingByteStore#ensureSetup()} does. All
   * other methods wait for the setup too.
   */
  public void ensureSetup() {
    await(cache.ensureSetupAsync());
  }
}

package dev.bytestore;

import static dev.bytestore.internal.Futures.await;

import dev.bytestore.internal.Arguments;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An {@link LlmCache} for callers that wait. Each method makes the call whose name ends in {@code
 * Async}, waits until it is done, and returns its result or throws its failure. The key of an entry
 * is the prompt and the llm string, which stands for the model with all its parameters: see {@link
 * LlmCache}.
 *
 * <p>The rules of {@link BlockingByteStore} about waiting, bad arguments, failures, interrupts and
 * threads hold here too. {@code getOrPut} has some of its own. A blocking view of a cache that
 * {@linkplain LlmCache#failOpen fails open} does not throw the failures of that cache.
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
   * answer that is there. The entry lives as long as the cache's default says.
   *
   * @throws IllegalArgumentException if the entry would be larger than the cache reads. The answer
   *     that is there stays
   */
  public void update(String prompt, String llmString, List<Generation> generations) {
    await(cache.updateAsync(prompt, llmString, generations));
  }

  /**
   * As {@link #update(String, String, List)}, but the entry is absent again after {@code ttl},
   * whatever the cache's default is.
   *
   * @param ttl up to 630,720,000 seconds (20 years), where a fraction of a second counts as a whole
   *     one. Zero means that the entry does not expire
   * @throws UnsupportedOperationException if {@code ttl} is not zero and this kind of cache cannot
   *     let entries expire; nothing is sent
   */
  public void update(String prompt, String llmString, List<Generation> generations, Duration ttl) {
    await(cache.updateAsync(prompt, llmString, generations, ttl));
  }

  /**
   * Looks up the answer to a prompt. If there is none, calls {@code asker} and stores what it
   * returns, for as long as the cache's default says.
   *
   * <p>If several callers want the same entry of the same cache at the same time, only the first of
   * them looks it up and asks. The others wait and get the same result. They may use this method,
   * {@link LlmCache#getOrPutAsync} and Kotlin's {@code getOrPut} in any mixture.
   *
   * <ul>
   *   <li><b>The asker</b> runs on the thread that calls this method. It must not call {@code
   *       getOrPut} for the same entry: it would wait for itself forever.
   *   <li><b>Failures</b>: if the asker throws, or the lookup or the update fails, all callers that
   *       wait throw that same exception object. Nothing is added to it, so no suppressed exception
   *       shows where the call was made. Nothing is stored, and the next call starts again.
   *   <li><b>Interrupts</b>: if the first caller is interrupted, or its asker throws a {@link
   *       java.util.concurrent.CancellationException}, only that caller throws. One of the others
   *       then asks with an asker of its own. If another caller is interrupted, the others
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
   * As {@link #getOrPut(String, String, Supplier)}, but a new answer is stored for {@code ttl},
   * which is the first caller's if several wait.
   *
   * @param ttl as in {@link #update(String, String, List, Duration)}; a bad one is refused before
   *     the lookup
   * @throws UnsupportedOperationException if {@code ttl} is not zero and this kind of cache cannot
   *     let entries expire. It is thrown after the asker has answered, so not if an answer is found
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
   * Deletes the answer that {@code llm} gave to {@code prompt} when it was called with {@code
   * stop}. An answer that is absent is no error. If {@code llm} throws, this method throws the same
   * exception.
   *
   * @param stop the stop words of that call, null if it had none
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

  /** Waits until the cache's setup is done, as {@link BlockingByteStore#ensureSetup()} does. */
  public void ensureSetup() {
    await(cache.ensureSetupAsync());
  }
}

/** The operations of an [LlmCache] as suspend functions, with the same rules. */
package dev.bytestore.kotlin

import dev.bytestore.Generation
import dev.bytestore.LlmCache
import dev.bytestore.LlmIdentity
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/**
 * Returns the generations that are stored for [prompt] and [llmString]. Returns null if there is no
 * entry, or if the entry is too large or cannot be parsed. If an empty list was stored, returns an
 * empty list. See [lookupAsync][LlmCache.lookupAsync], and
 * [LlmCacheKeys][dev.bytestore.LlmCacheKeys] for the llm strings of Python's models.
 *
 * If the coroutine is cancelled, the call sends no further requests. Requests that were already
 * sent may still take effect. All functions on [LlmCache] behave in this way except [getOrPut].
 * They throw the cache's exceptions without a `CompletionException` around them.
 */
public suspend fun LlmCache.lookup(prompt: String, llmString: String): List<Generation>? = call {
    lookupAsync(prompt, llmString)
}

/**
 * Stores [generations], which may be empty, and replaces an answer that is there. The entry expires
 * after [ttl]. If [ttl] is null, it gets the cache's default time-to-live. If the entry would be
 * too large, this throws an [IllegalArgumentException].
 *
 * [ttl] is at most 20 years; [Duration.INFINITE] and a negative duration throw an
 * [IllegalArgumentException]. A fraction of a second is rounded up. [Duration.ZERO] means that the
 * entry does not expire. With an `AstraDbLlmCache`, any other [ttl] throws an
 * [UnsupportedOperationException]. See [updateAsync][LlmCache.updateAsync].
 */
public suspend fun LlmCache.update(
    prompt: String,
    llmString: String,
    generations: List<Generation>,
    ttl: Duration? = null,
) {
    call {
        if (ttl == null) updateAsync(prompt, llmString, generations)
        else updateAsync(prompt, llmString, generations, ttl.toJavaDuration())
    }
}

/**
 * Deletes the answer to a prompt. An answer that is absent is no error. See
 * [deleteAsync][LlmCache.deleteAsync].
 */
public suspend fun LlmCache.delete(prompt: String, llmString: String) {
    call { deleteAsync(prompt, llmString) }
}

/**
 * Deletes the answer that the model [llm] gave to [prompt] when it was called with the stop words
 * [stop]. [stop] is null if it had none. See
 * [deleteThroughLlmAsync][LlmCache.deleteThroughLlmAsync].
 */
public suspend fun LlmCache.deleteThroughLlm(
    prompt: String,
    llm: LlmIdentity,
    stop: List<String>? = null,
) {
    call { deleteThroughLlmAsync(prompt, llm, stop) }
}

/**
 * Deletes all answers of all models, also those that other programs stored in the same table or
 * collection. See [clearAsync][LlmCache.clearAsync].
 */
public suspend fun LlmCache.clear() {
    call { clearAsync() }
}

/**
 * Suspends until the cache's setup is done. Needed only to try again after a failed setup. See
 * [ensureSetupAsync][LlmCache.ensureSetupAsync].
 */
public suspend fun LlmCache.ensureSetup() {
    call { ensureSetupAsync() }
}

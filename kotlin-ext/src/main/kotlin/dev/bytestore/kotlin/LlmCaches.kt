/** The operations of an [LlmCache] as suspend functions, with the same rules. */
package dev.bytestore.kotlin

import dev.bytestore.Generation
import dev.bytestore.LlmCache
import dev.bytestore.LlmIdentity
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/**
 * Returns the generations that are stored for [prompt], or null if there are none. See
 * [lookupAsync][LlmCache.lookupAsync].
 *
 * If the coroutine is cancelled, the call sends no further requests. That holds for all functions
 * on [LlmCache].
 */
public suspend fun LlmCache.lookup(prompt: String, llmString: String): List<Generation>? = call {
    lookupAsync(prompt, llmString)
}

/**
 * Stores [generations] for [ttl], or for as long as the cache's default says if [ttl] is null.
 * [Duration.ZERO] means that the entry does not expire. See [updateAsync][LlmCache.updateAsync].
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
 * Deletes the answer that [llm] gave to [prompt] when it was called with the stop words [stop],
 * null if there were none. See [deleteThroughLlmAsync][LlmCache.deleteThroughLlmAsync].
 */
public suspend fun LlmCache.deleteThroughLlm(
    prompt: String,
    llm: LlmIdentity,
    stop: List<String>? = null,
) {
    call { deleteThroughLlmAsync(prompt, llm, stop) }
}

/** Deletes all answers of all models. See [clearAsync][LlmCache.clearAsync]. */
public suspend fun LlmCache.clear() {
    call { clearAsync() }
}

/** Suspends until the cache's setup is done. See [ensureSetupAsync][LlmCache.ensureSetupAsync]. */
public suspend fun LlmCache.ensureSetup() {
    call { ensureSetupAsync() }
}

/** [LlmCache] for coroutines: what its futures promise, as suspend functions. */
package dev.bytestore.kotlin

import dev.bytestore.Generation
import dev.bytestore.LlmCache
import dev.bytestore.LlmIdentity
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/**
 * The generations kept for [prompt], null if there are none. As
 * [lookupAsync][LlmCache.lookupAsync]; cancelling the coroutine cancels the call, as in all
 * functions of this file.
 */
public suspend fun LlmCache.lookup(prompt: String, llmString: String): List<Generation>? = call {
    lookupAsync(prompt, llmString)
}

/**
 * Keeps [generations] for [ttl], or as long as the cache's default says where that is null. As
 * [updateAsync][LlmCache.updateAsync].
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

/** Forgets one answer. As [deleteAsync][LlmCache.deleteAsync]. */
public suspend fun LlmCache.delete(prompt: String, llmString: String) {
    call { deleteAsync(prompt, llmString) }
}

/**
 * Forgets what [llm] answered to [prompt] when called with [stop]. As
 * [deleteThroughLlmAsync][LlmCache.deleteThroughLlmAsync].
 */
public suspend fun LlmCache.deleteThroughLlm(
    prompt: String,
    llm: LlmIdentity,
    stop: List<String>? = null,
) {
    call { deleteThroughLlmAsync(prompt, llm, stop) }
}

/** Forgets all answers of all models. As [clearAsync][LlmCache.clearAsync]. */
public suspend fun LlmCache.clear() {
    call { clearAsync() }
}

/** Waits until the cache's setup is done. As [ensureSetupAsync][LlmCache.ensureSetupAsync]. */
public suspend fun LlmCache.ensureSetup() {
    call { ensureSetupAsync() }
}

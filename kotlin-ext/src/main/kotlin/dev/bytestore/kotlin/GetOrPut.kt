/** A suspend function that asks a model once for all callers that want the same answer. */
package dev.bytestore.kotlin

import dev.bytestore.Generation
import dev.bytestore.LlmCache
import java.util.function.Supplier
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.future.asCompletableFuture

/**
 * Returns the generations that are stored for [prompt] and [llmString]. If there is no entry, calls
 * [asker], your function that asks the model, stores its answer and returns it:
 * ```
 * val answer = cache.getOrPut(prompt, llmString) { listOf(Generation.of(askTheModel(prompt))) }
 * ```
 *
 * An empty list is an answer too. A new answer is stored for [ttl], or for the cache's default
 * time-to-live if [ttl] is null; [update] describes [ttl]. With an `AstraDbLlmCache` and a [ttl]
 * other than zero, a call that finds no entry throws an [UnsupportedOperationException] after the
 * asker has answered. See [getOrPutAsync][LlmCache.getOrPutAsync].
 *
 * If several callers in this process want the same entry of the same cache object at the same time,
 * they share one lookup and one call of [asker], and all get the same result or the same failure.
 * The asker and the ttl are those of the first caller. Callers of the Java methods share in the
 * same way.
 *
 * The asker runs on [Dispatchers.Default]. It keeps the first caller's coroutine context, such as a
 * logging context, except for its dispatcher and its job: it is not a child of the caller, so its
 * failure does not cancel the caller's scope. If it blocks, use `withContext(Dispatchers.IO)` in
 * it. It must not call `getOrPut` for the same entry: it would wait for itself forever.
 *
 * If the coroutine of one caller is cancelled, the other callers still get the answer. When the
 * last caller is cancelled, the asker is cancelled too. If the asker fails, nothing is stored, and
 * the next call starts again.
 *
 * If the asker itself ends with a
 * [CancellationException][kotlinx.coroutines.CancellationException], for example because of a
 * `withTimeout` in it, all callers that wait get that exception, although their own coroutines are
 * not cancelled. To avoid that, let the asker catch it and throw another exception.
 *
 * The call also fails if the lookup or the update fails, unless the cache is one that
 * [LlmCache.failOpen] returned.
 */
public suspend fun LlmCache.getOrPut(
    prompt: String,
    llmString: String,
    ttl: Duration? = null,
    asker: suspend () -> List<Generation>,
): List<Generation> {
    // Not a child of the first caller, and not on its dispatcher: both may end before the asker.
    val scope = CoroutineScope(currentCoroutineContext() + Dispatchers.Default + Job())
    val asking = Supplier { scope.async { asker() }.asCompletableFuture() }
    return call {
        if (ttl == null) getOrPutAsync(prompt, llmString, asking)
        else getOrPutAsync(prompt, llmString, ttl.toJavaDuration(), asking)
    }
}

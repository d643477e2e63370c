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
 * Returns the generations that are stored for [prompt]. If there are none, calls [asker], stores
 * its answer and returns it. The answer is stored for [ttl], or for as long as the cache's default
 * says if [ttl] is null. See [getOrPutAsync][LlmCache.getOrPutAsync].
 *
 * If several callers in this process want the same entry of the same cache object at the same time,
 * they share one lookup and one call of [asker], and all get the same result or the same failure.
 * The asker and the ttl are those of the first caller. The asker runs on [Dispatchers.Default],
 * with the rest of the first caller's coroutine context.
 *
 * If the coroutine of one caller is cancelled, the other callers still get the answer. When the
 * last caller is cancelled, the asker is cancelled too. If the asker fails, nothing is stored, and
 * the next call starts again.
 *
 * [asker] must not call `getOrPut` for the same entry: it would wait for itself forever. If it is
 * cancelled, for example by a timeout of its own, all callers that wait get that
 * [CancellationException][kotlinx.coroutines.CancellationException].
 *
 * The call also fails if the lookup or the update fails, except with a view that
 * [LlmCache.failOpen] made.
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

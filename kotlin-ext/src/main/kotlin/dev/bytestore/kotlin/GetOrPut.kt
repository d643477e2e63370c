/** Asking a model once for all who want the same answer. */
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
 * The generations kept for [prompt], or those of [asker], which are then kept for [ttl], or as long
 * as the cache's default says where that is null. As [getOrPutAsync][LlmCache.getOrPutAsync].
 *
 * However many callers in this process want one entry of one cache at the same time, it is looked
 * up once and [asker] is called once, on [Dispatchers.Default] with what else is in the context of
 * the first of them; all get the result, or the failure. A coroutine that is cancelled harms no
 * other: the work goes on until the last one is gone. Whoever comes after a failure starts anew.
 *
 * [asker] must not want the same entry itself. If it is cancelled, by a timeout of its own for
 * instance, its waiters get that [CancellationException][kotlinx.coroutines.CancellationException].
 *
 * A failure of the cache fails the call; [LlmCache.failOpen] gives a view whose failures do not.
 */
public suspend fun LlmCache.getOrPut(
    prompt: String,
    llmString: String,
    ttl: Duration? = null,
    asker: suspend () -> List<Generation>,
): List<Generation> {
    // Not as a child of the first coroutine, and not on its threads: both may end before the work.
    val scope = CoroutineScope(currentCoroutineContext() + Dispatchers.Default + Job())
    val asking = Supplier { scope.async { asker() }.asCompletableFuture() }
    return call {
        if (ttl == null) getOrPutAsync(prompt, llmString, asking)
        else getOrPutAsync(prompt, llmString, ttl.toJavaDuration(), asking)
    }
}

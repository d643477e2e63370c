/** Asking a model once for all who want the same answer. */
package dev.bytestore.kotlin

import dev.bytestore.Generation
import dev.bytestore.LlmCache
import dev.bytestore.internal.Arguments
import java.util.concurrent.ConcurrentHashMap
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart.LAZY
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

/**
 * The generations kept for [prompt], or those of [ask], which are then kept for [ttl], or as long
 * as the cache's default says where that is null.
 *
 * However many coroutines of this process want one entry of one cache at the same time, it is
 * looked up once and [ask] is called once, on [Dispatchers.Default] with what else is in the
 * context of the first of them; all get the result, or the failure. A waiter that is cancelled
 * harms no other: the work goes on until the last one is gone. Whoever comes after a failure starts
 * anew.
 *
 * [ask] must not want the same entry itself. If it is cancelled, by a timeout of its own for
 * instance, its waiters get that [CancellationException][kotlinx.coroutines.CancellationException].
 *
 * A failure of the cache fails the call; [LlmCache.failOpen] gives a view whose failures do not.
 */
public suspend fun LlmCache.getOrPut(
    prompt: String,
    llmString: String,
    ttl: Duration? = null,
    ask: suspend () -> List<Generation>,
): List<Generation> {
    ttl?.let {
        Arguments.ttlSeconds(it.toJavaDuration())
    } // refused now rather than after the model was asked
    return sharedWork(Entry(this, prompt, llmString)) {
        lookup(prompt, llmString) ?: ask().also { update(prompt, llmString, it, ttl) }
    }
}

/** One entry of one cache, which is told from others by identity. */
private class Entry(val cache: LlmCache, val prompt: String, val llmString: String) {

    override fun equals(other: Any?): Boolean =
        other is Entry &&
            cache === other.cache &&
            prompt == other.prompt &&
            llmString == other.llmString

    override fun hashCode(): Int =
        31 * (31 * System.identityHashCode(cache) + prompt.hashCode()) + llmString.hashCode()
}

/** Work under way. [waiters] changes only while the map holds the entry's lock. */
private class Shared(val work: Deferred<List<Generation>>, var waiters: Int)

private val underWay = ConcurrentHashMap<Entry, Shared>()

private suspend fun sharedWork(
    entry: Entry,
    work: suspend () -> List<Generation>,
): List<Generation> {
    currentCoroutineContext().ensureActive()
    // Not as a child of the first coroutine, and not on its threads: both may end before the work.
    val context = currentCoroutineContext() + Dispatchers.Default + Job()
    val shared =
        checkNotNull(
            underWay.compute(entry) { _, running ->
                running?.takeUnless { it.work.isCompleted }?.also { it.waiters++ }
                    ?: Shared(CoroutineScope(context).async(start = LAZY) { work() }, waiters = 1)
            }
        )
    try {
        return shared.work.await()
    } finally {
        leave(entry, shared)
    }
}

/** Takes one waiter off, and with the last one the work itself. */
private fun leave(entry: Entry, shared: Shared) {
    var isLast = false
    underWay.compute(entry) { _, current ->
        shared.waiters--
        isLast = shared.waiters == 0
        current.takeUnless { isLast && it === shared }
    }
    // Not under the lock: what is cancelled runs handlers of its own, which may come back here.
    if (isLast) {
        shared.work.cancel()
    }
}

package dev.bytestore.kotlin

import dev.bytestore.Generation
import java.util.concurrent.CancellationException
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred

/** A model that answers when it is told to. */
class HeldModel {

    private val questions = AtomicInteger()
    val asked: CompletableDeferred<Unit> = CompletableDeferred()
    val answer: CompletableDeferred<List<Generation>> = CompletableDeferred()
    val cancelled: CompletableDeferred<Unit> = CompletableDeferred()

    val timesAsked: Int
        get() = questions.get()

    suspend fun ask(): List<Generation> {
        questions.incrementAndGet()
        asked.complete(Unit)
        try {
            return answer.await()
        } catch (cancellation: CancellationException) {
            cancelled.complete(Unit)
            throw cancellation
        }
    }
}

/** What `getOrPut` knows of, which nothing shows but the map itself. */
fun workUnderWay(): Map<*, *> =
    Class.forName("dev.bytestore.kotlin.GetOrPutKt")
        .getDeclaredField("underWay")
        .apply { isAccessible = true }
        .get(null) as ConcurrentHashMap<*, *>

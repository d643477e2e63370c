package dev.bytestore.kotlin

import dev.bytestore.Generation
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred

/** A model that answers only when the test lets it. */
class HeldModel {

    private val questions = AtomicInteger()
    val asked: CompletableDeferred<Unit> = CompletableDeferred()
    val answer: CompletableDeferred<List<Generation>> = CompletableDeferred()

    val timesAsked: Int
        get() = questions.get()

    suspend fun ask(): List<Generation> {
        questions.incrementAndGet()
        asked.complete(Unit)
        return answer.await()
    }
}

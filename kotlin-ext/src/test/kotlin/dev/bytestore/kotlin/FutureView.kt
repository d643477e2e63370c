package dev.bytestore.kotlin

import dev.bytestore.KeyPage
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import java.util.concurrent.Executor
import kotlin.concurrent.thread
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.future.future

/** Turns suspend functions back into futures, for the contract suites. */
abstract class FutureView {

    // Unconfined, so that futures complete on the thread on which the store resumes coroutines. The
    // suites then test the threads of the store and not those of a dispatcher.
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Unconfined)

    // The common pool may have only one thread, and the suites block some.
    private val threads = Executor { task -> thread(isDaemon = true) { task.run() } }

    /** Returns one page with all keys of a flow, because a flow has no pages and no positions. */
    protected fun wholeListing(keys: List<String>): KeyPage =
        KeyPage.of(keys, "a flow has no positions", threads, null)

    @Suppress("UNCHECKED_CAST") // null is the only value of Java's Void
    protected fun callVoid(block: suspend () -> Unit): CompletableFuture<Void> =
        call {
            block()
            null
        }
            as CompletableFuture<Void>

    /**
     * If a suspend function throws before it first suspends, its caller gets the exception at once.
     * The undispatched start shows that: when it returns, the function has thrown, or has called
     * the store and suspended.
     */
    protected fun <T> call(block: suspend () -> T): CompletableFuture<T> {
        val future = scope.future(start = CoroutineStart.UNDISPATCHED) { block() }
        if (future.isCompletedExceptionally) {
            try {
                future.join()
            } catch (thrown: CompletionException) {
                throw thrown.cause ?: thrown
            }
        }
        return future
    }
}

package dev.bytestore.kotlin

import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.future.future

/** Suspend functions as futures again, for the contract suites. */
abstract class FutureView {

    // Unconfined, so that futures complete where the store lets coroutines go on: the suites then
    // test the store's promises about threads and not those of a dispatcher.
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Unconfined)

    @Suppress("UNCHECKED_CAST") // Java's Void has no value but null
    protected fun callVoid(block: suspend () -> Unit): CompletableFuture<Void> =
        call {
            block()
            null
        }
            as CompletableFuture<Void>

    /**
     * What a suspend function throws before it first suspends, its caller gets at once. The
     * undispatched start keeps that moment apart from later ones: by its return a function has
     * thrown, or has called the store and waits.
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

package dev.bytestore.kotlin

import dev.bytestore.PartialWriteException
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.types.shouldBeSameInstanceAs
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.supervisorScope

/** That a failure of a future is what the Kotlin function throws, with nothing around it. */
class FailuresSpec :
    FunSpec({
        val failures =
            listOf(
                NotCopied("no luck"),
                PartialWriteException(listOf("a"), listOf("b"), NotCopied("no luck")),
            )

        for (name in callNames) {
            test("$name throws the failure of a future that has failed already") {
                for (failure in failures) {
                    val call = callOn(CompletableFuture.failedFuture<Unit>(failure), name)

                    shouldThrow<RuntimeException> { call() } shouldBeSameInstanceAs failure
                }
            }

            test("$name throws the failure of a future that fails later") {
                for (failure in failures) {
                    val failing = CompletableFuture<Unit>()
                    val call = callOn(failing, name)
                    supervisorScope {
                        val caller = async(start = CoroutineStart.UNDISPATCHED) { call() }
                        failing.completeExceptionally(failure)

                        shouldThrow<RuntimeException> { caller.await() } shouldBeSameInstanceAs
                            failure
                    }
                }
            }
        }
    })

/** Fails with what [failing] fails with, wrapped as Java's futures do in what depends on them. */
private fun callOn(failing: CompletableFuture<Unit>, name: String): suspend () -> Unit =
    callsAnsweredBy { failing.thenApply<Any> { error("it has not failed") } }.getValue(name)

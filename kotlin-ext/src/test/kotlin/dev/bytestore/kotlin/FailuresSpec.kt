package dev.bytestore.kotlin

import dev.bytestore.PartialWriteException
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.types.shouldBeSameInstanceAs
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.supervisorScope

/** A Kotlin function throws the failure of the future itself, not wrapped. */
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

/** Fails with the failure of [failing], wrapped as in the dependents of Java's futures. */
private fun callOn(failing: CompletableFuture<Unit>, name: String): suspend () -> Unit =
    callsAnsweredBy { failing.thenApply<Any> { error("it has not failed") } }.getValue(name)

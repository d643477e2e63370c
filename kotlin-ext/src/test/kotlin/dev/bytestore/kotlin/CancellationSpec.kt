package dev.bytestore.kotlin

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch

/** What happens to the future of a call if its coroutine is cancelled. */
class CancellationSpec :
    FunSpec({
        for (name in callNames) {
            test("the future that $name waits for is cancelled with its coroutine") {
                val answer = CompletableFuture<Any>()

                startCall(callsAnsweredBy { answer }.getValue(name)).cancelAtOnce()

                answer.isCancelled shouldBe true
            }

            test("$name in a coroutine that is cancelled already calls nothing") {
                val call = callsAnsweredBy { error("it was called") }.getValue(name)

                coroutineScope {
                    launch {
                        coroutineContext.cancel()
                        shouldThrow<CancellationException> { call() }
                    }
                }
            }
        }
    })

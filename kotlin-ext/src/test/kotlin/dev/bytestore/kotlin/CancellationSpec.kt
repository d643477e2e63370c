package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.InMemoryByteStore
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch

/** What becomes of the future of a call when its coroutine is cancelled. */
class CancellationSpec :
    FunSpec({
        test("the future that a coroutine waits for is cancelled with it") {
            val answer = CompletableFuture<List<ByteArray?>>()
            val silent =
                object : ByteStore by InMemoryByteStore() {
                    override fun mgetAsync(keys: Collection<String>) = answer
                }

            startCall { silent.mget(listOf("key")) }.cancelAtOnce()

            answer.isCancelled shouldBe true
        }

        test("a coroutine that is cancelled already calls nothing") {
            val store = InMemoryByteStore()
            store.mset("kept" to byteArrayOf(1))
            val calls: List<suspend () -> Unit> =
                listOf(
                    { store.mget(listOf("kept")) },
                    { store.mset("late" to byteArrayOf(2)) },
                    { store.mset(mapOf("late" to byteArrayOf(2))) },
                    { store.mdelete(listOf("kept")) },
                    { store.yieldKeys().collect {} },
                    { store.ensureSetup() },
                )

            for (call in calls) {
                coroutineScope {
                    launch {
                        coroutineContext.cancel()
                        shouldThrow<CancellationException> { call() }
                    }
                }
            }

            store.yieldKeys().toList() shouldContainExactly listOf("kept")
        }
    })

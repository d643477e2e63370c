package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.InMemoryByteStore
import dev.bytestore.KeyPage
import dev.bytestore.PartialWriteException
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.types.shouldBeSameInstanceAs
import java.time.Duration
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.supervisorScope

/** That a failure of a future is what the Kotlin function throws, with nothing around it. */
class FailuresSpec :
    FunSpec({
        val calls =
            mapOf<String, suspend ByteStore.() -> Unit>(
                "mget" to { mget(listOf("key")) },
                "mset" to { mset(numbered(1)) },
                "mset with a time to live" to { mset(numbered(1), Duration.ofHours(1)) },
                "mset of pairs" to { mset("key" to byteArrayOf()) },
                "mdelete" to { mdelete(listOf("key")) },
                "yieldKeys" to { yieldKeys().collect {} },
                "ensureSetup" to { ensureSetup() },
            )
        val failures =
            listOf(
                NotCopied("no luck"),
                PartialWriteException(listOf("a"), listOf("b"), NotCopied("no luck")),
            )

        for ((name, call) in calls) {
            test("$name throws the failure of a future that has failed already") {
                for (failure in failures) {
                    val store = FailingStore(CompletableFuture.failedFuture<Unit>(failure))

                    shouldThrow<RuntimeException> { store.call() } shouldBeSameInstanceAs failure
                }
            }

            test("$name throws the failure of a future that fails later") {
                for (failure in failures) {
                    val failing = CompletableFuture<Unit>()
                    supervisorScope {
                        val caller =
                            async(start = CoroutineStart.UNDISPATCHED) {
                                FailingStore(failing).call()
                            }
                        failing.completeExceptionally(failure)

                        shouldThrow<RuntimeException> { caller.await() } shouldBeSameInstanceAs
                            failure
                    }
                }
            }
        }
    })

/** Fails with what [failing] fails with, wrapped as Java's futures do in what depends on them. */
private class FailingStore(private val failing: CompletableFuture<Unit>) :
    ByteStore by InMemoryByteStore() {

    override fun mgetAsync(keys: Collection<String>) = failed<List<ByteArray?>>()

    override fun msetAsync(entries: Map<String, ByteArray>) = failed<Void>()

    override fun msetAsync(entries: Map<String, ByteArray>, ttl: Duration) = failed<Void>()

    override fun mdeleteAsync(keys: Collection<String>) = failed<Void>()

    override fun yieldKeysAsync(prefix: String, position: String?) = failed<KeyPage>()

    override fun ensureSetupAsync() = failed<Void>()

    private fun <T> failed(): CompletableFuture<T> =
        failing.thenApply { error("it has not failed") }
}

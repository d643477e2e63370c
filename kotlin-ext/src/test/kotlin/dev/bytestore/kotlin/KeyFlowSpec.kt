package dev.bytestore.kotlin

import dev.bytestore.InMemoryByteStore
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch

private const val PAGE_SIZE = 1_000

/** The flow of keys of an in-memory store, where the test can count the pages that are read. */
class KeyFlowSpec :
    FunSpec({
        include(keyFlowContract { InMemoryByteStore() })

        suspend fun storeOfFourPages() =
            PageCounter(InMemoryByteStore()).apply { mset(numbered(4 * PAGE_SIZE)) }

        test("a flow asks for nothing until it is collected") {
            val store = storeOfFourPages()

            val keys = store.yieldKeys()
            store.pagesAskedFor shouldBe 0
            keys.toList()

            store.pagesAskedFor shouldBe 4
        }

        test("taking some keys asks for the pages that hold them and no further one") {
            for ((keys, pages) in listOf(1 to 1, PAGE_SIZE to 1, PAGE_SIZE + 1 to 2)) {
                val store = storeOfFourPages()

                store.yieldKeys().take(keys).toList() shouldHaveSize keys

                store.pagesAskedFor shouldBe pages
            }
        }

        test("a page is asked for when all keys before it have been taken") {
            val store = storeOfFourPages()
            var taken = 0

            store.yieldKeys().collect { store.pagesAskedFor shouldBe taken++ / PAGE_SIZE + 1 }
        }

        test("a collector that is cancelled between two keys asks for no further page") {
            val store = storeOfFourPages()
            var taken = 0
            coroutineScope { launch { store.yieldKeys().collect { if (++taken == 10) cancel() } } }

            taken shouldBe 10
            store.pagesAskedFor shouldBe 1
        }

        test("a collector that is cancelled while it waits for a page asks for no further one") {
            val store = storeOfFourPages()
            val gate = CompletableFuture<Unit>()
            store.beforeNextPage = gate
            var taken = 0
            val collector = startCall { store.yieldKeys().collect { taken++ } }
            store.pagesAskedFor shouldBe 2

            collector.cancelAtOnce()
            gate.complete(Unit)

            taken shouldBe PAGE_SIZE
            store.pagesAskedFor shouldBe 2
        }

        test(
            "a page that cannot be read ends the flow with its failure, after the keys before it"
        ) {
            val store = storeOfFourPages()
            store.beforeNextPage = CompletableFuture.failedFuture(NotCopied("no page"))
            var taken = 0

            shouldThrow<NotCopied> { store.yieldKeys().collect { taken++ } }

            taken shouldBe PAGE_SIZE
            store.pagesAskedFor shouldBe 2
        }
    })

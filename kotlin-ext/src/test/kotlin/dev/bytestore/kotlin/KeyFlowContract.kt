package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.factory.TestFactory
import io.kotest.core.spec.style.funSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.await

/** What the flow of keys does for every store. [newStore] returns an empty store. */
fun keyFlowContract(newStore: suspend () -> ByteStore): TestFactory = funSpec {
    test("every key comes once, over as many pages as it takes, always in the same order") {
        val store = newStore()
        store.mset(numbered(3_456))

        val keys = store.yieldKeys().toList()

        keys shouldContainExactlyInAnyOrder numbered(3_456).keys
        store.yieldKeys().toList() shouldBe keys
    }

    test("an empty store gives an empty flow") { newStore().yieldKeys().toList().shouldBeEmpty() }

    test("a prefix is taken literally") {
        val store = newStore()
        val keys =
            listOf(
                "a",
                "ab",
                "a%b",
                "a_b",
                "%",
                "_",
                "A",
                "é",
                "e\u0301",
                "😀",
                "😁",
                "'",
                "\u0000",
            )
        store.mset(keys.associateWith { byteArrayOf() })

        for (prefix in keys + listOf("", "a_", "none such")) {
            store.yieldKeys(prefix).toList() shouldContainExactlyInAnyOrder
                keys.filter { it.startsWith(prefix) }
        }
    }

    test("a flow goes on after the position of a page, with a prefix too") {
        val store = newStore()
        store.mset(numbered(2_500))
        val all = store.yieldKeys().toList()
        val firstPage = store.yieldKeysAsync().await()
        val firstOfPrefix = store.yieldKeysAsync("key 1").await()

        val rest = store.yieldKeys(position = firstPage.position()).toList()
        val restOfPrefix = store.yieldKeys("key 1", firstOfPrefix.position()).toList()

        rest shouldBe all.drop(firstPage.keys().size)
        firstOfPrefix.keys() + restOfPrefix shouldBe all.filter { it.startsWith("key 1") }
    }

    test("each collector lists anew, also when several do so at once") {
        val store = newStore()
        val keys = store.yieldKeys()
        keys.toList().shouldBeEmpty()
        store.mset(numbered(2_000))

        val lists = coroutineScope { List(10) { async { keys.toList() } }.awaitAll() }

        lists.forEach { it shouldContainExactlyInAnyOrder numbered(2_000).keys }
    }

    test("what the collector throws ends the flow and comes out as it is") {
        val store = newStore()
        store.mset(numbered(2_000))
        val failure = NotCopied("enough")
        var seen = 0

        val thrown =
            shouldThrow<NotCopied> {
                store.yieldKeys().collect { if (++seen == 1_500) throw failure }
            }

        (thrown === failure) shouldBe true
        seen shouldBe 1_500
    }

    test("a bad prefix and a bad position are refused when the flow is collected") {
        val store = newStore()
        val badPrefix = store.yieldKeys("a\uD800")
        val badPosition = store.yieldKeys(position = "*")

        shouldThrow<IllegalArgumentException> { badPrefix.first() }.message shouldContain "prefix"
        shouldThrow<IllegalArgumentException> { badPosition.first() }.message shouldContain
            "position"
    }
}

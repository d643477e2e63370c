package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.InMemoryByteStore
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import kotlin.reflect.KFunction
import kotlin.reflect.typeOf
import kotlinx.coroutines.flow.toList

/** The Kotlin types in which values are passed and returned. */
class ValuesSpec :
    FunSpec({
        test("entries are written as pairs, the last of several for one key") {
            val store = InMemoryByteStore()

            store.mset(
                "a" to "first".encodeToByteArray(),
                "b" to "only".encodeToByteArray(),
                "a" to "last".encodeToByteArray(),
            )

            store.mget(listOf("a", "b")).texts() shouldContainExactly listOf("last", "only")
            store.yieldKeys().toList() shouldContainExactlyInAnyOrder listOf("a", "b")
        }

        test("no pairs write nothing") {
            val store = InMemoryByteStore()

            store.mset()

            store.yieldKeys().toList().shouldBeEmpty()
        }

        test("an absent value is null, which the type says, and an empty one is not") {
            val store = InMemoryByteStore()
            store.mset("empty" to byteArrayOf())

            val values: List<ByteArray?> = store.mget(listOf("empty", "absent"))

            values.texts() shouldContainExactly listOf("", null)
            val mget: suspend ByteStore.(Collection<String>) -> List<ByteArray?> = ByteStore::mget
            (mget as KFunction<*>).returnType shouldBe typeOf<List<ByteArray?>>()
        }
    })

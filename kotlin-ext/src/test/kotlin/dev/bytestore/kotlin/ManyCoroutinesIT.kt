package dev.bytestore.kotlin

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.count
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** Many concurrent calls on a real Cassandra, with few threads. */
class ManyCoroutinesIT :
    FunSpec({
        test("two hundred coroutines of five hundred keys each get what they wrote") {
            val store = emptyCassandraStore()
            val batches =
                List(200) { batch -> numbered(500).mapKeys { (key, _) -> "batch $batch $key" } }

            coroutineScope { batches.forEach { launch { store.mset(it) } } }
            val read = coroutineScope { batches.map { async { store.mget(it.keys) } }.awaitAll() }

            read.zip(batches).forEach { (values, batch) ->
                values.texts() shouldContainExactly batch.values.toList().texts()
            }
            store.yieldKeys().count() shouldBe 200 * 500
        }

        test("one thread that blocks for all its coroutines is enough") {
            val store = emptyCassandraStore { pageSize(10) }

            runBlocking {
                withTimeout(60.seconds) {
                    repeat(50) { number ->
                        launch {
                            val own = numbered(50).mapKeys { (key, _) -> "$number $key" }
                            store.mset(own)
                            store.mget(own.keys).texts() shouldContainExactly
                                own.values.toList().texts()
                            store.yieldKeys("$number ").toList() shouldContainExactlyInAnyOrder
                                own.keys
                            store.mdelete(own.keys)
                        }
                    }
                }
            }

            store.yieldKeys().count() shouldBe 0
        }

        test("a coroutine may block where the store lets it go on") {
            val store = emptyCassandraStore()
            store.mset("key" to byteArrayOf(7))

            coroutineScope {
                repeat(100) {
                    launch(Dispatchers.Unconfined) {
                        store.mget(listOf("key"))
                        store.blocking().mget(listOf("key")).single() shouldBe byteArrayOf(7)
                    }
                }
            }
        }
    })

/** Uses a byte store and an LLM cache in Astra DB. */
package dev.bytestore.applications

import dev.bytestore.Generation
import dev.bytestore.astra.AstraDbConnection
import dev.bytestore.kotlin.astraDbByteStore
import dev.bytestore.kotlin.astraDbLlmCache
import dev.bytestore.kotlin.callTimeout
import dev.bytestore.kotlin.getOrPut
import dev.bytestore.kotlin.mget
import dev.bytestore.kotlin.mset
import dev.bytestore.kotlin.yieldKeys
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking

fun main() = runBlocking {
    val connection = AstraDbConnection.fromEnvironment().build()

    val store = astraDbByteStore(connection) { collection("pages").callTimeout(1.minutes) }
    store.mset("page/1" to byteArrayOf(1))
    val (first, second) = store.mget("page/1", "page/2")
    println("values: ${first?.size}, ${second?.size}")
    println("keys: ${store.yieldKeys("page/").toList()}")

    val cache = astraDbLlmCache(connection)
    val answer = cache.getOrPut("How are you?", "model") { listOf(Generation.of("Fine")) }
    println("answer: ${answer.single().text()}")
}

/** Uses a byte store and an LLM cache, and prints which Kotlin it was compiled with and runs on. */
package dev.bytestore.compatibility

import dev.bytestore.ByteStore
import dev.bytestore.Generation
import dev.bytestore.InMemoryByteStore
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.LlmCache
import dev.bytestore.kotlin.delete
import dev.bytestore.kotlin.getOrPut
import dev.bytestore.kotlin.lookup
import dev.bytestore.kotlin.mdelete
import dev.bytestore.kotlin.mget
import dev.bytestore.kotlin.mset
import dev.bytestore.kotlin.yieldKeys
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking

private class Compiled

fun main() = runBlocking {
    println("runs on Kotlin ${KotlinVersion.CURRENT} and JDK ${Runtime.version().feature()}")
    val metadata = Compiled::class.java.getAnnotation(Metadata::class.java)
    println("compiled with Kotlin ${metadata.metadataVersion.take(2).joinToString(".")}")

    val store: ByteStore = InMemoryByteStore()
    store.mset(mapOf("page/1" to byteArrayOf(1), "page/2" to byteArrayOf(1, 2)), ttl = 1.minutes)
    store.mset("other" to byteArrayOf(3))
    val (first, missing) = store.mget("page/1", "page/3")
    println("values: ${first?.size}, ${missing?.size}")
    println("pages: ${store.yieldKeys("page/").map { it.removePrefix("page/") }.toList()}")
    store.mdelete("page/1")
    println("keys: ${store.yieldKeys().toList()}")

    val cache: LlmCache = InMemoryLlmCache()
    val answer =
        cache.getOrPut("How are you?", "model", ttl = 1.hours) {
            delay(1)
            listOf(Generation.of("Fine"))
        }
    println("answer: ${answer.single().text()}")
    val hit: List<Generation>? = cache.lookup("How are you?", "model")
    println("hit: ${hit?.single()?.text()}")
    cache.delete("How are you?", "model")
    println("after its deletion: ${cache.lookup("How are you?", "model")}")
}

package dev.bytestore.kotlin

import dev.bytestore.ByteStore
import dev.bytestore.Generation
import dev.bytestore.LlmCache
import dev.bytestore.LlmIdentity
import java.lang.reflect.InvocationHandler
import java.lang.reflect.Proxy
import java.util.concurrent.CompletableFuture
import kotlin.time.Duration.Companion.hours

const val LLM: String = "[('_type', 'fake'), ('stop', None)]"

val fizz: List<Generation> = listOf(Generation.of("fizz"))

/** The suspend functions that make one call each, by a name that is unique for each variant. */
val callNames: Set<String> = callsAnsweredBy { CompletableFuture<Any>() }.keys

/** Calls by name, on a store and a cache whose methods return the result of [answer]. */
fun callsAnsweredBy(answer: () -> CompletableFuture<*>): Map<String, suspend () -> Unit> {
    val store = answering<ByteStore>(answer)
    val cache = answering<LlmCache>(answer)
    return mapOf(
        "mget" to { store.mget(listOf("key")) },
        "mset" to { store.mset(numbered(1)) },
        "mset with a time to live" to { store.mset(numbered(1), 1.hours) },
        "mset of pairs" to { store.mset("key" to byteArrayOf()) },
        "mdelete" to { store.mdelete(listOf("key")) },
        "yieldKeys" to { store.yieldKeys().collect {} },
        "a store's ensureSetup" to { store.ensureSetup() },
        "lookup" to { cache.lookup("foo", LLM) },
        "update" to { cache.update("foo", LLM, fizz) },
        "update with a time to live" to { cache.update("foo", LLM, fizz, 1.hours) },
        "delete" to { cache.delete("foo", LLM) },
        "deleteThroughLlm" to { cache.deleteThroughLlm("foo", LlmIdentity { LLM }) },
        "clear" to { cache.clear() },
        "a cache's ensureSetup" to { cache.ensureSetup() },
    )
}

/** A [T] whose methods without a default return the result of [answer]. */
inline fun <reified T : Any> answering(crossinline answer: () -> CompletableFuture<*>): T =
    Proxy.newProxyInstance(T::class.java.classLoader, arrayOf(T::class.java)) {
        proxy,
        method,
        arguments ->
        if (method.isDefault) {
            InvocationHandler.invokeDefault(proxy, method, *(arguments ?: emptyArray()))
        } else {
            answer()
        }
    } as T

package dev.bytestore.kotlin

import dev.bytestore.Generation
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.LlmCache
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CopyOnWriteArrayList

/** A cache in memory that writes down what it is called for. */
class RecordingCache(private val cache: LlmCache = InMemoryLlmCache()) : LlmCache by cache {

    val calls: MutableList<String> = CopyOnWriteArrayList()

    override fun lookupAsync(
        prompt: String,
        llmString: String,
    ): CompletableFuture<List<Generation>?> {
        calls += "lookup"
        return cache.lookupAsync(prompt, llmString)
    }

    override fun updateAsync(
        prompt: String,
        llmString: String,
        generations: List<Generation>,
    ): CompletableFuture<Void> {
        calls += "update"
        return cache.updateAsync(prompt, llmString, generations)
    }

    override fun updateAsync(
        prompt: String,
        llmString: String,
        generations: List<Generation>,
        ttl: Duration,
    ): CompletableFuture<Void> {
        calls += "update for $ttl"
        return cache.updateAsync(prompt, llmString, generations, ttl)
    }
}

package dev.bytestore.kotlin

import dev.bytestore.Generation
import dev.bytestore.LlmCache
import dev.bytestore.LlmIdentity
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionStage
import java.util.function.Supplier
import kotlin.time.toKotlinDuration
import kotlinx.coroutines.future.await

/** An [LlmCache] that uses [cache] only through the Kotlin functions, for the contract suite. */
class KotlinLlmView(private val cache: LlmCache) : FutureView(), LlmCache {

    override fun lookupAsync(
        prompt: String,
        llmString: String,
    ): CompletableFuture<List<Generation>?> = call { cache.lookup(prompt, llmString) }

    override fun updateAsync(
        prompt: String,
        llmString: String,
        generations: List<Generation>,
    ): CompletableFuture<Void> = callVoid { cache.update(prompt, llmString, generations) }

    override fun updateAsync(
        prompt: String,
        llmString: String,
        generations: List<Generation>,
        ttl: Duration,
    ): CompletableFuture<Void> = callVoid {
        cache.update(prompt, llmString, generations, ttl.toKotlinDuration())
    }

    override fun getOrPutAsync(
        prompt: String,
        llmString: String,
        asker: Supplier<out CompletionStage<List<Generation>>>,
    ): CompletableFuture<List<Generation>> = call {
        cache.getOrPut(prompt, llmString) { asker.get().await() }
    }

    override fun getOrPutAsync(
        prompt: String,
        llmString: String,
        ttl: Duration,
        asker: Supplier<out CompletionStage<List<Generation>>>,
    ): CompletableFuture<List<Generation>> = call {
        cache.getOrPut(prompt, llmString, ttl.toKotlinDuration()) { asker.get().await() }
    }

    override fun deleteAsync(prompt: String, llmString: String): CompletableFuture<Void> =
        callVoid {
            cache.delete(prompt, llmString)
        }

    override fun deleteThroughLlmAsync(
        prompt: String,
        llm: LlmIdentity,
        stop: List<String>?,
    ): CompletableFuture<Void> = callVoid { cache.deleteThroughLlm(prompt, llm, stop) }

    override fun clearAsync(): CompletableFuture<Void> = callVoid { cache.clear() }

    override fun ensureSetupAsync(): CompletableFuture<Void> = callVoid { cache.ensureSetup() }
}

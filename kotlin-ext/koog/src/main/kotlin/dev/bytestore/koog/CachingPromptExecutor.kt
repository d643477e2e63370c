package dev.bytestore.koog

import ai.koog.agents.core.tools.ToolDescriptor
import ai.koog.prompt.Prompt
import ai.koog.prompt.dsl.ModerationResult
import ai.koog.prompt.executor.model.PromptExecutor
import ai.koog.prompt.executor.model.PromptExecutorOperation
import ai.koog.prompt.executor.model.ResolvedModel
import ai.koog.prompt.llm.LLModel
import ai.koog.prompt.message.LLMChoice
import ai.koog.prompt.message.Message
import ai.koog.prompt.streaming.StreamFrame
import ai.koog.prompt.structure.json.generator.BasicJsonSchemaGenerator
import ai.koog.prompt.structure.json.generator.StandardJsonSchemaGenerator
import dev.bytestore.LlmCache
import dev.bytestore.internal.model.CacheMode
import dev.bytestore.internal.model.CachedCalls
import dev.bytestore.internal.model.ResponseCache
import dev.bytestore.koog.Call.Operation
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.future.asCompletableFuture
import kotlinx.coroutines.future.await

/**
 * A prompt executor that wraps another one, and calls it only for requests whose answer is not in
 * the cache. It needs koog 1.1.1 or newer. Python does not find its entries.
 *
 * ```
 * val executor = CachingPromptExecutor(openAi, cache, modelKey = "openai, v1") { ttl(7.days) }
 * ```
 * * **The key** of an answer consists of the messages with all their parts, all parameters, the
 *   model with its provider, the tools, the `modelKey`, and the tenant, such as a customer. A
 *   request that differs in any of these is a miss. Ids, timestamps and token counts of prompts and
 *   messages are not part of the key, nor is any cache control.
 * * **A request has no key** if its tenant is null, if it contains an object whose fields cannot be
 *   read, such as a lambda, or if it is too large. The model is then called each time.
 * * **A hit** is [marked][isCached], and its input and output tokens are zero. Until the entry
 *   expires or is replaced, an equal request gets this answer, also at a high temperature.
 * * **Equal requests at the same time**, to [execute] of this object, share one call of the model;
 *   a [refresh] shares only with other refreshes. All callers get its answer; for those that only
 *   waited, it is marked as a hit. If the call fails, all get the exception, and nothing is stored.
 *   If a caller is cancelled, the others continue. If all are cancelled, so is the call of the
 *   model.
 * * **A new answer** is stored before it is returned, if
 *   [shouldCache][CachingPromptExecutorOptions.shouldCache] accepts it.
 * * **If the cache fails**, the model is called, and its answer is returned even if it cannot be
 *   stored. A warning is logged, at most once a minute, and the
 *   [listener][CachingPromptExecutorOptions.listener] is called.
 * * **Streams** are cached too, see [executeStreaming]. They have entries of their own.
 * * [moderate], [executeMultipleChoices], [models] and the generators of schemas only call the
 *   wrapped executor. [close] closes it. The cache is never closed.
 *
 * On a miss, [execute] calls the model on [Dispatchers.Default]. The call keeps the first caller's
 * coroutine context, such as a logging context, except for its dispatcher and its job: it is not a
 * child of the caller. If it ends with a
 * [CancellationException][kotlinx.coroutines.CancellationException] of its own, all callers that
 * wait get that exception, although their coroutines are not cancelled.
 */
public class CachingPromptExecutor
private constructor(
    private val executor: PromptExecutor,
    private val cache: ResponseCache<Call, Message.Assistant>,
    private val calls: CachedCalls<Call, Message.Assistant>,
    private val tenant: (suspend (PromptRequest) -> String?)?,
    private val mode: CacheMode,
) : PromptExecutor() {

    /**
     * Wraps [executor]. Nothing is sent.
     *
     * @param modelKey a name for the configuration of [executor]: for everything that changes its
     *   answers and is not part of the request, such as servers, options of clients, or the
     *   instructions of a decorator. koog's clients do not reveal it. Change the name when the
     *   configuration changes. It must not contain a secret, because the cache receives it in clear
     *   text. Executors with the same [modelKey] share their entries.
     * @throws IllegalArgumentException if [modelKey] is blank, or if an option is not valid
     */
    public constructor(
        executor: PromptExecutor,
        cache: LlmCache,
        modelKey: String,
        options: CachingPromptExecutorOptions.() -> Unit = {},
    ) : this(executor, modelKey, CachingPromptExecutorOptions(cache).apply(options))

    private constructor(
        executor: PromptExecutor,
        modelKey: String,
        options: CachingPromptExecutorOptions,
    ) : this(executor, options.responses(modelKey), options.tenant)

    private constructor(
        executor: PromptExecutor,
        cache: ResponseCache<Call, Message.Assistant>,
        tenant: (suspend (PromptRequest) -> String?)?,
    ) : this(executor, cache, CachedCalls(cache), tenant, CacheMode.CACHE)

    /**
     * Returns a view of this executor that only calls the wrapped one. It neither reads from the
     * cache nor writes to it, and shares no calls.
     */
    public fun bypass(): PromptExecutor = viewIn(CacheMode.BYPASS)

    /**
     * Returns a view of this executor that always calls the wrapped one. The new answer replaces
     * the cached one.
     */
    public fun refresh(): PromptExecutor = viewIn(CacheMode.REFRESH)

    private fun viewIn(mode: CacheMode): PromptExecutor =
        CachingPromptExecutor(executor, cache, calls.`in`(mode), tenant, mode)

    /**
     * Deletes the cached answers to a request, both of [execute] and of [executeStreaming]. If
     * there are none, or if the request has no key, this does nothing. Unlike the other functions,
     * this fails if the cache fails, or if the function that returns the tenant throws: the entry
     * may then still exist.
     */
    public suspend fun delete(
        prompt: Prompt,
        model: LLModel,
        tools: List<ToolDescriptor> = emptyList(),
    ) {
        val executed = resolveModel(model, PromptExecutorOperation.Execute)
        val streamed = resolveModel(model, PromptExecutorOperation.Streaming)
        val calls =
            listOf(
                call(prompt, executed, tools, Operation.EXECUTE),
                call(prompt, streamed, tools, Operation.STREAMING),
            )
        val deletes = calls.map { cache.deleteAsync(it) }
        CompletableFuture.allOf(*deletes.toTypedArray()).await()
    }

    private suspend fun call(
        prompt: Prompt,
        model: ResolvedModel,
        tools: List<ToolDescriptor>,
        operation: Operation,
    ): Call {
        currentCoroutineContext().ensureActive()
        // Copies, because an agent may add messages before the model has answered.
        val copy = prompt.copy(messages = prompt.messages.toList())
        val request = PromptRequest(copy, model.effectiveModel, tools.toList())
        return Call(request, operation, tenant?.let { tenantOf(request, it) })
    }

    private suspend fun tenantOf(
        request: PromptRequest,
        function: suspend (PromptRequest) -> String?,
    ): Result<String?> =
        try {
            Result.success(function(request))
        } catch (e: Throwable) { // The request then has no key, and the listener gets this.
            currentCoroutineContext().ensureActive()
            Result.failure(e)
        }

    override suspend fun execute(
        prompt: Prompt,
        model: ResolvedModel,
        tools: List<ToolDescriptor>,
    ): Message.Assistant {
        if (mode == CacheMode.BYPASS) {
            return executor.execute(prompt, model, tools)
        }
        val call = call(prompt, model, tools, Operation.EXECUTE)
        // Not a child of the first caller, and not on its dispatcher: both may end before the call.
        val scope = CoroutineScope(currentCoroutineContext() + Dispatchers.Default + Job())
        return calls
            .callAsync(call) {
                scope
                    .async { executor.execute(call.request.prompt, model, call.request.tools) }
                    .asCompletableFuture()
            }
            .await()
    }

    override suspend fun execute(
        prompt: Prompt,
        model: LLModel,
        tools: List<ToolDescriptor>,
    ): Message.Assistant =
        execute(prompt, resolveModel(model, PromptExecutorOperation.Execute), tools)

    /**
     * Returns a cold flow of the answer. Each collector looks it up. Equal requests at the same
     * time each call the model.
     * * **On a hit**, each text and tool call is one piece, followed by its complete frame.
     * * **On a miss**, each frame is passed on immediately, except
     *   [End][ai.koog.prompt.streaming.StreamFrame.End], which follows when the answer was stored
     *   or the cache failed.
     * * **An answer is stored** only if the flow of the wrapped executor completed, its last frame
     *   was its only `End`, with a finish reason, and all pieces were followed by complete frames
     *   with the same contents. It is not stored if the flow failed, or if its collector was
     *   cancelled or stopped early.
     */
    override fun executeStreaming(
        prompt: Prompt,
        resolvedModel: ResolvedModel,
        tools: List<ToolDescriptor>,
    ): Flow<StreamFrame> {
        if (mode == CacheMode.BYPASS) {
            return executor.executeStreaming(prompt, resolvedModel, tools)
        }
        return flow {
            val call = call(prompt, resolvedModel, tools, Operation.STREAMING)
            CachedStreams(cache, mode).emitTo(this, call) {
                executor.executeStreaming(call.request.prompt, resolvedModel, call.request.tools)
            }
        }
    }

    override fun executeStreaming(
        prompt: Prompt,
        model: LLModel,
        tools: List<ToolDescriptor>,
    ): Flow<StreamFrame> = flow {
        val resolved = resolveModel(model, PromptExecutorOperation.Streaming)
        emitAll(executeStreaming(prompt, resolved, tools))
    }

    override suspend fun resolveModel(
        model: LLModel,
        promptExecutorOperation: PromptExecutorOperation,
    ): ResolvedModel = executor.resolveModel(model, promptExecutorOperation)

    override suspend fun executeMultipleChoices(
        prompt: Prompt,
        model: LLModel,
        tools: List<ToolDescriptor>,
    ): LLMChoice = executor.executeMultipleChoices(prompt, model, tools)

    override suspend fun executeMultipleChoices(
        prompt: Prompt,
        resolvedModel: ResolvedModel,
        tools: List<ToolDescriptor>,
    ): LLMChoice = executor.executeMultipleChoices(prompt, resolvedModel, tools)

    override suspend fun moderate(prompt: Prompt, model: LLModel): ModerationResult =
        executor.moderate(prompt, model)

    override suspend fun moderate(prompt: Prompt, model: ResolvedModel): ModerationResult =
        executor.moderate(prompt, model)

    override suspend fun models(): List<LLModel> = executor.models()

    override fun getStandardJsonSchemaGenerator(model: LLModel): StandardJsonSchemaGenerator =
        executor.getStandardJsonSchemaGenerator(model)

    override fun getBasicJsonSchemaGenerator(model: LLModel): BasicJsonSchemaGenerator =
        executor.getBasicJsonSchemaGenerator(model)

    override fun close() {
        executor.close()
    }
}

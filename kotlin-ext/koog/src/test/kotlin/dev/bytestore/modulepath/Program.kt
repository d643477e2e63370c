package dev.bytestore.modulepath

import ai.koog.agents.core.tools.ToolDescriptor
import ai.koog.prompt.Prompt
import ai.koog.prompt.dsl.ModerationResult
import ai.koog.prompt.executor.model.PromptExecutor
import ai.koog.prompt.llm.LLMProvider
import ai.koog.prompt.llm.LLModel
import ai.koog.prompt.message.Message
import ai.koog.prompt.message.RequestMetaInfo
import ai.koog.prompt.message.ResponseMetaInfo
import ai.koog.prompt.params.LLMParams
import ai.koog.prompt.streaming.StreamFrame
import ai.koog.prompt.streaming.toStreamFrames
import dev.bytestore.CachingModelListener
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.koog.CachingPromptExecutor
import dev.bytestore.koog.isCached
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.last
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.JsonPrimitive

/** Not in a package of the module, because a package cannot also be on the class path. */
private object Echo : PromptExecutor() {

    private fun answer(prompt: Prompt) =
        Message.Assistant(prompt.messages.last().textContent(), ResponseMetaInfo.Empty, "stop")

    override suspend fun execute(
        prompt: Prompt,
        model: LLModel,
        tools: List<ToolDescriptor>,
    ): Message.Assistant = answer(prompt)

    override fun executeStreaming(
        prompt: Prompt,
        model: LLModel,
        tools: List<ToolDescriptor>,
    ): Flow<StreamFrame> = answer(prompt).toStreamFrames().asFlow()

    override suspend fun moderate(prompt: Prompt, model: LLModel): ModerationResult =
        ModerationResult(false, emptyMap())

    override fun close() {}
}

fun main(): Unit = runBlocking {
    println("module ${CachingPromptExecutor::class.java.module}")
    val listener =
        object : CachingModelListener {
            override fun onNotCacheable(reason: String) = println("not cacheable: $reason")

            override fun onError(failure: Throwable) = failure.printStackTrace()
        }
    val executor = CachingPromptExecutor(Echo, InMemoryLlmCache(), "echo") { listener(listener) }
    val model = LLModel(LLMProvider.OpenAI, "gpt-test")
    val json = mapOf("seed" to JsonPrimitive(7))
    val message = Message.User("hi", RequestMetaInfo.Empty)
    val prompt = Prompt(listOf(message), "id", LLMParams(additionalProperties = json))

    repeat(2) { println("cached: ${executor.execute(prompt, model).isCached}") }
    repeat(2) {
        val end = executor.executeStreaming(prompt, model).last() as StreamFrame.End
        println("cached stream: ${end.metaInfo.isCached}")
    }
}

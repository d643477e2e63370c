package dev.bytestore.koog

import ai.koog.agents.core.tools.ToolDescriptor
import ai.koog.prompt.Prompt
import ai.koog.prompt.dsl.ModerationResult
import ai.koog.prompt.executor.model.PromptExecutor
import ai.koog.prompt.llm.LLMProvider
import ai.koog.prompt.llm.LLModel
import ai.koog.prompt.message.LLMChoice
import ai.koog.prompt.message.Message
import ai.koog.prompt.message.RequestMetaInfo
import ai.koog.prompt.message.ResponseMetaInfo
import ai.koog.prompt.params.LLMParams
import ai.koog.prompt.streaming.StreamFrame
import ai.koog.prompt.streaming.toStreamFrames
import ai.koog.utils.time.KoogClock
import dev.bytestore.CachingModelListener
import dev.bytestore.LlmCache
import dev.bytestore.testing.CountingListener
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.flow

val gpt: LLModel = LLModel(LLMProvider.OpenAI, "gpt-test")

fun user(text: String): Message.User = Message.User(text, RequestMetaInfo.create(KoogClock.System))

fun prompt(vararg texts: String, params: LLMParams = LLMParams()): Prompt =
    Prompt(texts.map(::user), "prompt", params)

/** Returns an answer that used 3 input tokens and 2 output tokens. */
fun answer(text: String, finishReason: String? = "stop"): Message.Assistant =
    Message.Assistant(text, ResponseMetaInfo.create(KoogClock.System, 5, 3, 2), finishReason)

/** An executor of one model, which numbers its answers. */
class FakePromptExecutor : PromptExecutor() {

    private val numbers = AtomicInteger()
    var isClosed: Boolean = false

    /** Makes the answer with the number. */
    @Volatile var answering: suspend (Int) -> Message.Assistant = { answer("answer $it") }

    /** Makes the stream with the number. */
    @Volatile
    var streaming: (Int) -> Flow<StreamFrame> = { number ->
        flow { emitAll(answering(number).toStreamFrames().asFlow()) }
    }

    val calls: Int
        get() = numbers.get()

    override suspend fun execute(
        prompt: Prompt,
        model: LLModel,
        tools: List<ToolDescriptor>,
    ): Message.Assistant = answering(numbers.incrementAndGet())

    override fun executeStreaming(
        prompt: Prompt,
        model: LLModel,
        tools: List<ToolDescriptor>,
    ): Flow<StreamFrame> = flow { emitAll(streaming(numbers.incrementAndGet())) }

    override suspend fun executeMultipleChoices(
        prompt: Prompt,
        model: LLModel,
        tools: List<ToolDescriptor>,
    ): LLMChoice = List(3) { execute(prompt, model, tools) }

    override suspend fun moderate(prompt: Prompt, model: LLModel): ModerationResult =
        ModerationResult(numbers.incrementAndGet() % 2 == 1, emptyMap())

    override suspend fun models(): List<LLModel> = listOf(gpt)

    override fun close() {
        isClosed = true
    }
}

fun PromptExecutor.cachedIn(
    cache: LlmCache,
    options: CachingPromptExecutorOptions.() -> Unit = {},
): CachingPromptExecutor = CachingPromptExecutor(this, cache, "fake", options)

suspend fun PromptExecutor.ask(vararg texts: String): Message.Assistant =
    execute(prompt(*texts), gpt, emptyList())

/** Records its calls. */
class CountingModelListener : CountingListener(), CachingModelListener {

    override fun onNotCacheable(reason: String) {
        events().add("not cacheable: $reason")
    }
}

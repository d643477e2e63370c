package dev.bytestore.koog

import ai.koog.agents.core.tools.ToolDescriptor
import ai.koog.prompt.Prompt
import ai.koog.prompt.dsl.ModerationResult
import ai.koog.prompt.executor.model.DynamicPromptExecutor
import ai.koog.prompt.executor.model.ModelResolutionException
import ai.koog.prompt.executor.model.PromptExecutorOperation
import ai.koog.prompt.executor.model.ResolvedModel
import ai.koog.prompt.llm.LLModel
import ai.koog.prompt.message.LLMChoice
import ai.koog.prompt.message.Message
import ai.koog.prompt.streaming.StreamFrame
import ai.koog.prompt.streaming.toMessageResponse
import ai.koog.prompt.streaming.toStreamFrames
import dev.bytestore.InMemoryLlmCache
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.toList

/** An executor that answers with the name of the model that it chose. */
private class Fallback(@Volatile var target: LLModel?) : DynamicPromptExecutor() {

    override suspend fun resolveModel(
        model: LLModel,
        promptExecutorOperation: PromptExecutorOperation,
    ): ResolvedModel =
        ResolvedModel(target ?: throw ModelResolutionException(model, "all are down", null))

    override suspend fun execute(
        prompt: Prompt,
        resolvedModel: ResolvedModel,
        tools: List<ToolDescriptor>,
    ): Message.Assistant = answer(resolvedModel.effectiveModel.id)

    override fun executeStreaming(
        prompt: Prompt,
        resolvedModel: ResolvedModel,
        tools: List<ToolDescriptor>,
    ): Flow<StreamFrame> = answer(resolvedModel.effectiveModel.id).toStreamFrames().asFlow()

    override suspend fun executeMultipleChoices(
        prompt: Prompt,
        resolvedModel: ResolvedModel,
        tools: List<ToolDescriptor>,
    ): LLMChoice = listOf(execute(prompt, resolvedModel, tools))

    override suspend fun moderate(prompt: Prompt, model: ResolvedModel): ModerationResult =
        ModerationResult(false, emptyMap())

    override fun close() {}
}

/** Executors that choose the model themselves. */
class ResolvedModelSpec :
    FunSpec({
        val other = gpt.copy(id = "other")

        test("the key contains the model that answers, and not the requested one") {
            val fallback = Fallback(gpt)
            val executor = fallback.cachedIn(InMemoryLlmCache())
            executor.ask("hi").textContent() shouldBe "gpt-test"

            fallback.target = other
            executor.ask("hi").textContent() shouldBe "other"
            executor.execute(prompt("hi"), other).isCached shouldBe true

            fallback.target = gpt
            val hit = executor.execute(prompt("hi"), other)
            hit.textContent() shouldBe "gpt-test"
            hit.isCached shouldBe true
        }

        test("so do the keys of streams") {
            val fallback = Fallback(gpt)
            val executor = fallback.cachedIn(InMemoryLlmCache())
            suspend fun text() =
                executor.executeStreaming(prompt("hi"), gpt).toList().toMessageResponse()

            text().textContent() shouldBe "gpt-test"
            fallback.target = other
            text().textContent() shouldBe "other"
            text().isCached shouldBe true
        }

        test("an agent gets the resolved model of the wrapped executor") {
            val executor = Fallback(other).cachedIn(InMemoryLlmCache())

            for (operation in PromptExecutorOperation.entries) {
                executor.resolveModel(gpt, operation).effectiveModel shouldBe other
            }
        }

        test("a model that cannot be resolved fails the call") {
            val executor = Fallback(null).cachedIn(InMemoryLlmCache())

            shouldThrow<ModelResolutionException> { executor.ask("hi") }
            shouldThrow<ModelResolutionException> {
                executor.executeStreaming(prompt("hi"), gpt).toList()
            }
            shouldThrow<ModelResolutionException> { executor.delete(prompt("hi"), gpt) }
        }
    })

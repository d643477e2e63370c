package dev.bytestore.koog

import ai.koog.prompt.message.Message
import ai.koog.prompt.message.MessagePart
import ai.koog.prompt.message.ResponseMetaInfo
import ai.koog.utils.time.KoogClock
import dev.bytestore.Generation
import dev.bytestore.Message as Stored
import dev.bytestore.UsageMetadata
import dev.bytestore.internal.json.JsonReader
import dev.bytestore.internal.model.NotCacheableException
import dev.bytestore.internal.model.ResponseCodec
import dev.bytestore.internal.model.ToolCallText
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject

/**
 * Converts answers of koog's executors to LangChain's `ChatGeneration` and back. Text, tool calls,
 * reasoning, usage and finish reason are stored where Python's models store them. What Python has
 * no place for, such as the exact parts, is stored under `koog` in the generation info.
 */
internal class AnswerCodec : ResponseCodec<Message.Assistant> {

    override fun encode(response: Message.Assistant): Generation {
        val answer = response.unmarked()
        val generation =
            try {
                generation(answer)
            } catch (e: IllegalArgumentException) { // Its message names fields, but not values.
                throw NotCacheableException("a response that JSON cannot represent: ${e.message}")
            }
        if (decode(generation)?.equalsExceptTime(answer) != true) {
            throw NotCacheableException("a response that would change in the cache")
        }
        return generation
    }

    private fun generation(answer: Message.Assistant): Generation {
        val reason = answer.finishReason?.let { mapOf("finish_reason" to it) }.orEmpty()
        val model = answer.metaInfo.modelId?.let { mapOf("model_name" to it) }.orEmpty()
        val reasoning =
            answer.parts
                .firstNotNullOfOrNull { it as? MessagePart.Reasoning }
                ?.let { mapOf("reasoning_content" to it.content.joinToString("")) }
                .orEmpty()
        val calls =
            answer.parts.filterIsInstance<MessagePart.Tool.Call>().map {
                ToolCallText(it.id, it.tool, it.args)
            }
        val message =
            ToolCallText.addTo(Stored.ai(answer.textContent("")), calls)
                .withAdditionalKwargs(reasoning)
                .withId(answer.id)
                .withUsageMetadata(usage(answer.metaInfo))
                .withResponseMetadata(model + reason)
        val ours = ours(answer)
        val info = if (ours.isEmpty()) reason else reason + (OURS to ours)
        return Generation.chat(message).withGenerationInfo(info.ifEmpty { null })
    }

    private fun usage(counts: ResponseMetaInfo): UsageMetadata? {
        val input = counts.inputTokensCount?.toLong() ?: return null
        val output = counts.outputTokensCount?.toLong() ?: return null
        val total = counts.totalTokensCount?.toLong() ?: return null
        return UsageMetadata(input, output, total, emptyMap())
    }

    private fun ours(answer: Message.Assistant): Map<String, Any?> = buildMap {
        val parts = answer.parts.map(AnswerParts::write)
        if (answer.parts.singleOrNull() !is MessagePart.Text) {
            put(PARTS, parts)
        }
        // The usage in the message needs all three.
        answer.metaInfo.inputTokensCount?.let { put(INPUT, it) }
        answer.metaInfo.outputTokensCount?.let { put(OUTPUT, it) }
        answer.metaInfo.totalTokensCount?.let { put(TOTAL, it) }
        // As text, because Python and kotlinx.serialization have different numbers.
        answer.metaInfo.metadata?.let { put(METADATA, it.toString()) }
        answer.rawResponse?.let { put(RAW, it.toString()) }
    }

    override fun decode(generation: Generation): Message.Assistant? {
        val message = generation.message()
        return if (message == null || message.pythonClass() != "AIMessage") null
        else
            try {
                answer(message, generation.generationInfo().orEmpty())
            } catch (_: IllegalArgumentException) { // Also of kotlinx.serialization.
                null
            }
    }

    private fun answer(message: Stored, info: Map<String, Any?>): Message.Assistant {
        val ours = JsonFields(info[OURS] as? Map<*, *> ?: emptyMap<String, Any?>())
        return Message.Assistant(
            parts =
                ours.objectsOrNull(PARTS)?.map(AnswerParts::read)
                    ?: listOf(MessagePart.Text(message.text())),
            metaInfo =
                ResponseMetaInfo.create(
                    KoogClock.System,
                    totalTokensCount = ours.intOrNull(TOTAL),
                    inputTokensCount = ours.intOrNull(INPUT),
                    outputTokensCount = ours.intOrNull(OUTPUT),
                    modelId = JsonFields(message.responseMetadata()).textOrNull("model_name"),
                    metadata = json(ours.textOrNull(METADATA)),
                ),
            finishReason = JsonFields(info).textOrNull("finish_reason"),
            rawResponse = json(ours.textOrNull(RAW)),
            id = message.id(),
        )
    }

    private fun json(text: String?): JsonObject? =
        text?.let {
            JsonReader.read(it) // Refuses what is nested too deep for a stack.
            Json.parseToJsonElement(it).jsonObject
        }

    override fun mark(response: Message.Assistant): Message.Assistant = response.marked()

    private companion object {
        const val OURS = "koog"
        const val PARTS = "parts"
        const val INPUT = "input_tokens"
        const val OUTPUT = "output_tokens"
        const val TOTAL = "total_tokens"
        const val METADATA = "metadata"
        const val RAW = "raw_response"
    }
}

@file:OptIn(ExperimentalTime::class)

/** Whether an answer came from a cache. */
package dev.bytestore.koog

import ai.koog.prompt.message.Message
import ai.koog.prompt.message.ResponseMetaInfo
import ai.koog.utils.time.KoogClock
import kotlin.time.ExperimentalTime
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.intOrNull

private const val MARK = "bytestore"
private const val CACHED = "cached"
private const val SAVED_INPUT = "saved_input_tokens"
private const val SAVED_OUTPUT = "saved_output_tokens"

/**
 * Whether this answer came from the cache of a [CachingPromptExecutor], or from a call that another
 * caller made at the same time.
 */
public val Message.Assistant.isCached: Boolean
    get() = metaInfo.isCached

/**
 * Whether the answer with this meta information came from the cache of a [CachingPromptExecutor].
 * The last frame of a stream has such information too.
 */
public val ResponseMetaInfo.isCached: Boolean
    get() = mark?.get(CACHED) == JsonPrimitive(true)

private val ResponseMetaInfo.mark: JsonObject?
    get() = metadata?.get(MARK) as? JsonObject

/** Marks this answer as one for which the model was not called. Its counts become zero. */
internal fun Message.Assistant.marked(): Message.Assistant =
    if (isCached) this else copy(metaInfo = metaInfo.marked())

private fun ResponseMetaInfo.marked(): ResponseMetaInfo {
    val mark = mutableMapOf<String, JsonElement>(CACHED to JsonPrimitive(true))
    inputTokensCount?.let { mark[SAVED_INPUT] = JsonPrimitive(it) }
    outputTokensCount?.let { mark[SAVED_OUTPUT] = JsonPrimitive(it) }
    return copy(
        timestamp = KoogClock.System.now(),
        // The total stays: koog uses it as the length of the conversation.
        inputTokensCount = inputTokensCount?.let { 0 },
        outputTokensCount = outputTokensCount?.let { 0 },
        metadata = JsonObject(metadata.orEmpty() + (MARK to JsonObject(mark))),
    )
}

/** The answer before it was marked, because an entry must not contain a mark. */
internal fun Message.Assistant.unmarked(): Message.Assistant {
    val mark = metaInfo.mark?.takeIf { isCached } ?: return this
    return copy(
        metaInfo =
            metaInfo.copy(
                inputTokensCount = mark.count(SAVED_INPUT),
                outputTokensCount = mark.count(SAVED_OUTPUT),
                metadata =
                    (metaInfo.metadata.orEmpty() - MARK)
                        .takeIf { it.isNotEmpty() }
                        ?.let(::JsonObject),
            )
    )
}

private fun JsonObject.count(name: String): Int? = (get(name) as? JsonPrimitive)?.intOrNull

/** Whether the answers are equal, whenever they were made. */
internal fun Message.Assistant.equalsExceptTime(other: Message.Assistant): Boolean =
    copy(metaInfo = metaInfo.copy(timestamp = other.metaInfo.timestamp)) == other

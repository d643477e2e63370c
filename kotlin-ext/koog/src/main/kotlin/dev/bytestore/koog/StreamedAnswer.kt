package dev.bytestore.koog

import ai.koog.prompt.message.Message
import ai.koog.prompt.message.MessagePart
import ai.koog.prompt.streaming.StreamFrame
import dev.bytestore.internal.model.CanonicalJson

/**
 * Puts an answer together from the frames of a stream. koog's own `toMessageResponse()` ignores
 * pieces without a complete frame, and fails if the arguments of a tool call are not JSON.
 */
internal class StreamedAnswer {

    private val parts = mutableListOf<MessagePart.ResponsePart>()
    private val text = Pieces()
    private val reasoning = Pieces()
    private val summary = Pieces()
    private val arguments = Pieces()
    private var end: StreamFrame.End? = null
    private var characters = 0L
    private var isWhole = true

    /** The pieces since the last complete frame of the same kind. */
    private class Pieces {
        private var pieces: StringBuilder? = null

        val areOpen: Boolean
            get() = pieces != null

        fun add(piece: String?): Int {
            val all = pieces ?: StringBuilder().also { pieces = it }
            piece?.let(all::append)
            return piece.orEmpty().length
        }

        /** Returns whether [whole] has the same text. Some providers send no pieces. */
        fun end(whole: String): Boolean {
            val all = pieces
            pieces = null
            return all.isNullOrEmpty() || all.contentEquals(whole)
        }
    }

    /**
     * Returns the answer. Returns null if the frames lack a part of it, do not end with the only
     * [StreamFrame.End], or are too long to be kept.
     */
    fun answer(): Message.Assistant? {
        val isOpen = listOf(text, reasoning, summary, arguments).any { it.areOpen }
        return end?.takeIf { isWhole && !isOpen }
            ?.let { Message.Assistant(parts.toList(), it.metaInfo, it.finishReason) }
    }

    fun add(frame: StreamFrame) {
        isWhole = isWhole && end == null
        if (isWhole) {
            keep(frame)
        }
        if (characters > CanonicalJson.MAX_CHARACTERS) {
            isWhole = false
            parts.clear()
        }
    }

    private fun keep(frame: StreamFrame) {
        when (frame) {
            is StreamFrame.TextDelta -> characters += text.add(frame.text)
            is StreamFrame.ReasoningDelta -> {
                frame.text?.let { characters += reasoning.add(it) }
                frame.summary?.let { characters += summary.add(it) }
            }
            is StreamFrame.ToolCallDelta -> characters += arguments.add(frame.content)
            is StreamFrame.TextComplete -> {
                isWhole = text.end(frame.text)
                parts += MessagePart.Text(frame.text)
            }
            is StreamFrame.ReasoningComplete -> {
                val sameText = reasoning.end(frame.content.joinToString(""))
                val sameSummary = summary.end(frame.summary.orEmpty().joinToString(""))
                isWhole = sameText && sameSummary
                parts +=
                    MessagePart.Reasoning(frame.content, frame.summary, frame.encrypted, frame.id)
            }
            is StreamFrame.ToolCallComplete -> {
                isWhole = arguments.end(frame.content)
                parts += MessagePart.Tool.Call(frame.id, frame.name, frame.content)
            }
            is StreamFrame.End -> end = frame
        }
    }
}

package dev.bytestore.koog

import ai.koog.prompt.message.AttachmentContent
import ai.koog.prompt.message.AttachmentSource
import ai.koog.prompt.message.MessagePart
import dev.bytestore.internal.model.NotCacheableException
import java.util.Base64

/**
 * Converts the parts of an answer to JSON and back. The layout is ours and not that of koog's
 * serializers, which contains the names of koog's classes.
 */
internal object AnswerParts {

    private const val TYPE = "type"
    private const val ID = "id"
    private const val NAME = "name"
    private const val TEXT = "text"
    private const val BYTES = "bytes"

    /** Throws a [NotCacheableException] if [read] could not restore the part. */
    fun write(part: MessagePart.ResponsePart): Map<String, Any?> {
        if (part.cacheControl != null) {
            throw NotCacheableException("a response with a cache control")
        }
        return when (part) {
            is MessagePart.Text -> mapOf(TYPE to "text", TEXT to part.text)
            is MessagePart.Reasoning ->
                mapOf(
                    TYPE to "reasoning",
                    ID to part.id,
                    "content" to part.content,
                    "summary" to part.summary,
                    "encrypted" to part.encrypted,
                )
            is MessagePart.Tool.Call ->
                mapOf(
                    TYPE to "tool_call",
                    ID to part.id,
                    NAME to part.tool,
                    "arguments" to part.args,
                )
            is MessagePart.Attachment -> mapOf(TYPE to "attachment") + write(part.source)
        }
    }

    private fun write(source: AttachmentSource): Map<String, Any?> =
        mapOf(
            "kind" to
                when (source) {
                    is AttachmentSource.Image -> "image"
                    is AttachmentSource.Video -> "video"
                    is AttachmentSource.Audio -> "audio"
                    is AttachmentSource.File -> "file"
                },
            "format" to source.format,
            "mime_type" to source.mimeType,
            NAME to source.fileName,
            "content" to write(source.content),
        )

    private fun write(content: AttachmentContent): Map<String, Any?> =
        when (content) {
            is AttachmentContent.PlainText -> mapOf(TYPE to "text", "data" to content.text)
            is AttachmentContent.URL -> mapOf(TYPE to "url", "data" to content.url)
            is AttachmentContent.Binary.Base64 -> mapOf(TYPE to "base64", "data" to content.base64)
            is AttachmentContent.Binary.Bytes ->
                mapOf(TYPE to BYTES, "data" to Base64.getEncoder().encodeToString(content.data))
        }

    /** Throws an [IllegalArgumentException] if [write] does not write such JSON. */
    fun read(part: JsonFields): MessagePart.ResponsePart =
        when (part.text(TYPE)) {
            "text" -> MessagePart.Text(part.text(TEXT))
            "reasoning" ->
                MessagePart.Reasoning(
                    id = part.textOrNull(ID),
                    content = requireNotNull(part.textsOrNull("content")),
                    summary = part.textsOrNull("summary"),
                    encrypted = part.textOrNull("encrypted"),
                )
            "tool_call" ->
                MessagePart.Tool.Call(
                    id = part.textOrNull(ID),
                    tool = part.text(NAME),
                    args = part.text("arguments"),
                )
            "attachment" -> MessagePart.Attachment(source(part))
            else -> throw IllegalArgumentException("unknown part")
        }

    private fun source(part: JsonFields): AttachmentSource {
        val content = content(part.fields("content"))
        val (format, type) = part.text("format") to part.text("mime_type")
        val name = part.textOrNull(NAME)
        return when (part.text("kind")) {
            "image" -> AttachmentSource.Image(content, format, type, name)
            "video" -> AttachmentSource.Video(content, format, type, name)
            "audio" -> AttachmentSource.Audio(content, format, type, name)
            "file" -> AttachmentSource.File(content, format, type, name)
            else -> throw IllegalArgumentException("unknown attachment")
        }
    }

    private fun content(content: JsonFields): AttachmentContent {
        val data = content.text("data")
        return when (content.text(TYPE)) {
            "text" -> AttachmentContent.PlainText(data)
            "url" -> AttachmentContent.URL(data)
            "base64" -> AttachmentContent.Binary.Base64(data)
            BYTES -> AttachmentContent.Binary.Bytes(Base64.getDecoder().decode(data))
            else -> throw IllegalArgumentException("unknown content")
        }
    }
}

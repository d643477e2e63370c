package dev.bytestore.koog

import ai.koog.prompt.Prompt
import ai.koog.prompt.llm.LLModel
import ai.koog.prompt.message.CacheControl
import ai.koog.prompt.message.Message
import ai.koog.prompt.message.MessagePart
import dev.bytestore.internal.model.CanonicalJson
import dev.bytestore.internal.model.ObjectFields
import java.lang.reflect.Field
import kotlinx.serialization.json.JsonElement

/** Which fields of a request are part of its key, and how their values are written. */
internal object RequestFields : CanonicalJson.FieldRule {

    /**
     * None of these fields changes an answer, except that the Ollama client's
     * `ContextWindowStrategy.FitPrompt` computes the length of the context from the token count of
     * the last answer.
     */
    private val leftOut: Map<Class<*>, Set<String>> =
        mapOf(
            // The messages are the prompt of the key.
            Prompt::class.java to setOf("id", "messages"),
            // The role follows from the class. Timestamps, token counts and ids are not sent.
            Message.System::class.java to setOf("id", "metaInfo", "role"),
            Message.User::class.java to setOf("id", "metaInfo", "role"),
            Message.Assistant::class.java to setOf("id", "metaInfo", "role"),
            // Parsed from another field when it is first read.
            MessagePart.Tool.Call::class.java to setOf("argsJson\$delegate"),
        )

    override fun apply(owner: Any, field: ObjectFields.Named, value: Any): Any? =
        when {
            isLeftOut(field.field()) -> null
            owner is LLModel && field.field().name == "capabilities" -> unordered(value)
            else -> value
        }

    private fun isLeftOut(field: Field): Boolean =
        field.name in leftOut[field.declaringClass].orEmpty() ||
            // It controls the provider's own cache, which changes the price and not the answer.
            CacheControl::class.java.isAssignableFrom(field.type)

    private fun unordered(value: Any): Any = if (value is Collection<*>) value.toSet() else value

    /** The fields of JSON cannot be read, because the module of its classes is not open. */
    override fun replace(value: Any): Any =
        if (value is JsonElement) JsonText(value.toString()) else value
}

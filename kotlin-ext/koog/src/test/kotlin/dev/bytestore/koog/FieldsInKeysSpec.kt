package dev.bytestore.koog

import ai.koog.agents.core.tools.ToolDescriptor
import ai.koog.agents.core.tools.ToolParameterType
import ai.koog.prompt.Prompt
import ai.koog.prompt.executor.clients.anthropic.AnthropicParams
import ai.koog.prompt.executor.clients.openai.OpenAIChatParams
import ai.koog.prompt.executor.clients.openai.OpenAIResponsesParams
import ai.koog.prompt.executor.ollama.client.OllamaParams
import ai.koog.prompt.llm.LLMCapability
import ai.koog.prompt.llm.LLModel
import ai.koog.prompt.message.AttachmentContent
import ai.koog.prompt.message.AttachmentSource
import ai.koog.prompt.message.Message
import ai.koog.prompt.message.MessagePart
import ai.koog.prompt.params.LLMParams
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.booleans.shouldBeTrue
import io.kotest.matchers.collections.shouldBeUnique
import io.kotest.matchers.collections.shouldContainAll
import io.kotest.matchers.collections.shouldHaveAtLeastSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import java.lang.reflect.Field
import java.lang.reflect.Modifier
import kotlin.reflect.KClass
import kotlin.reflect.full.declaredMemberProperties
import kotlin.reflect.jvm.javaField

/** All parts of a request that are one of several classes. */
private val sealed =
    listOf(
        Message::class,
        MessagePart::class,
        AttachmentSource::class,
        AttachmentContent::class,
        ToolParameterType::class,
        LLMParams.Schema::class,
        LLMParams.ToolChoice::class,
        LLMCapability::class,
    )

private val others =
    listOf(
        Prompt::class,
        LLModel::class,
        ToolDescriptor::class,
        LLMParams::class,
        OpenAIChatParams::class,
        OpenAIResponsesParams::class,
        AnthropicParams::class,
        OllamaParams::class,
    )

/** As the documents say. The messages of a prompt are in another part of the key. */
private val leftOut =
    setOf(
        "Prompt.id",
        "Prompt.messages",
        "System.id",
        "System.metaInfo",
        "System.role",
        "User.id",
        "User.metaInfo",
        "User.role",
        "Assistant.id",
        "Assistant.metaInfo",
        "Assistant.role",
        "Text.cacheControl",
        "Attachment.cacheControl",
        "Reasoning.cacheControl",
        "Call.cacheControl",
        "Call.argsJson\$delegate",
        "Result.cacheControl",
        "ToolDescriptor.cacheControl",
        "AnthropicParams.cacheControl",
    )

private fun fieldsOf(type: Class<*>): List<Field> =
    generateSequence<Class<*>>(type) { it.superclass }
        .takeWhile { it != Any::class.java }
        .flatMap { it.declaredFields.asSequence() }
        .filter { !Modifier.isStatic(it.modifiers) }
        .onEach { it.isAccessible = true }
        .toList()

private fun Field.name(): String = "${declaringClass.simpleName}.$name"

/** The part of the key, with the field set to another value. */
private fun jsonWith(owner: Any, field: Field, value: Any?): String {
    val before = field.get(owner)
    field.set(owner, value)
    try {
        return KeyFormat.json.of(owner)
    } finally {
        field.set(owner, before)
    }
}

private fun otherValues(owner: Any, field: Field): List<Any?> {
    val type: KClass<*> = field.declaringClass.kotlin
    val property =
        type.declaredMemberProperties.find {
            it.javaField == field && !field.name.endsWith("\$delegate")
        }
    val other = property?.let { runCatching { SampleObjects(2).of(it.returnType) }.getOrNull() }
    return when (val before = field.get(owner)) {
        is Boolean if field.type.isPrimitive -> listOf(!before)
        is Int if field.type.isPrimitive -> listOf(before + 1)
        else -> listOfNotNull(other) + null
    }
}

class FieldsInKeysSpec :
    FunSpec({
        val samples = SampleObjects(1)
        val leaves = sealed.associateWith { leavesOf(it) }
        val objects = (leaves.values.flatten() + others).distinct().map { samples.of(it) }

        test("each field of each class is in the key, except those that are left out") {
            val tried = mutableSetOf<String>()
            val nested = samples.classes.map { samples.of(it) }
            for (owner in (objects + nested).distinctBy { it::class }) {
                if (owner::class.objectInstance != null) continue
                val json = KeyFormat.json.of(owner)
                for (field in fieldsOf(owner.javaClass)) {
                    tried += field.name()
                    for (value in otherValues(owner, field)) {
                        // A default such as the capability of a schema.
                        if (value == field.get(owner)) continue
                        withClue("${owner::class}, ${field.name()}") {
                            if (field.name() in leftOut) {
                                jsonWith(owner, field, value) shouldBe json
                            } else {
                                jsonWith(owner, field, value) shouldNotBe json
                            }
                        }
                    }
                }
            }
            tried shouldContainAll leftOut
            tried shouldHaveAtLeastSize 90
        }

        test("the classes that nothing but their name tells apart have different keys") {
            for ((type, classes) in leaves) {
                withClue(type) {
                    classes.map { KeyFormat.json.of(samples.of(it)) }.shouldBeUnique()
                }
            }
            others.map { KeyFormat.json.of(samples.of(it)) }.shouldBeUnique()
        }

        test("the samples have a value in each field") {
            for (owner in objects) {
                for (field in fieldsOf(owner.javaClass)) {
                    withClue(field.name()) { (field.get(owner) != null).shouldBeTrue() }
                }
            }
        }
    })

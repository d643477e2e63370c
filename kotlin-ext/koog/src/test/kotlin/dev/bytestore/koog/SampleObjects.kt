@file:OptIn(ExperimentalTime::class)

package dev.bytestore.koog

import ai.koog.prompt.executor.clients.anthropic.AnthropicCacheControl
import ai.koog.prompt.llm.LLMProvider
import ai.koog.prompt.message.CacheControl
import kotlin.reflect.KClass
import kotlin.reflect.KType
import kotlin.reflect.full.createType
import kotlin.reflect.full.primaryConstructor
import kotlin.reflect.jvm.isAccessible
import kotlin.time.ExperimentalTime
import kotlin.time.Instant
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/**
 * Makes objects of koog's classes with a value in each field, so that the tests also know classes
 * and fields that a newer koog adds. Two [variant]s have different values.
 */
class SampleObjects(private val variant: Int) {

    /** The classes of koog of which objects were made. */
    val classes: MutableSet<KClass<*>> = mutableSetOf()

    fun <T : Any> of(type: KClass<T>): T {
        @Suppress("UNCHECKED_CAST")
        return of(type.createType(), 0) as T
    }

    fun of(type: KType): Any = of(type, 0)

    private fun of(type: KType, depth: Int): Any {
        val of = type.classifier as KClass<*>
        return when {
            of == String::class -> "text $variant"
            of == Double::class -> variant / 4.0
            of == Int::class -> variant
            of == Long::class -> variant.toLong()
            of == Boolean::class -> variant == 1
            of == ByteArray::class -> byteArrayOf(variant.toByte())
            of == List::class -> listOf(of(argument(type, 0), depth))
            of == Map::class -> mapOf("key" to of(argument(type, 1), depth))
            of.java.isArray -> array(argument(type, 0), depth)
            of == JsonElement::class -> JsonPrimitive(variant)
            of == JsonObject::class -> JsonObject(mapOf("key" to JsonPrimitive(variant)))
            of == Instant::class -> Instant.fromEpochSeconds(variant.toLong())
            of == LLMProvider::class -> LLMProvider("id $variant", "display $variant")
            of == CacheControl::class || of == AnthropicCacheControl::class ->
                AnthropicCacheControl.Default
            of.java.isEnum -> of.java.enumConstants.let { it[variant % it.size] }
            else -> koog(of, depth)
        }
    }

    private fun argument(type: KType, index: Int): KType = checkNotNull(type.arguments[index].type)

    private fun array(element: KType, depth: Int): Any {
        val array = java.lang.reflect.Array.newInstance((element.classifier as KClass<*>).java, 1)
        java.lang.reflect.Array.set(array, 0, of(element, depth))
        return array
    }

    private fun koog(type: KClass<*>, depth: Int): Any {
        check(type.qualifiedName!!.startsWith("ai.koog.")) { "no sample of $type" }
        type.objectInstance?.let {
            return it
        }
        if (type.isSealed) {
            val leaves = leavesOf(type)
            // Types of parameters contain others of them.
            val simple = leaves.filter { it.objectInstance != null }.ifEmpty { leaves }
            return of(
                (if (depth > 0) simple else leaves).let { it[variant % it.size] }.createType(),
                depth + 1,
            )
        }
        classes += type
        val constructor = checkNotNull(type.primaryConstructor) { "no constructor of $type" }
        constructor.isAccessible = true
        // Temperature and top-p exclude each other, but the fields can be set.
        val (later, now) = constructor.parameters.partition { it.name == "topP" }
        val made = constructor.callBy(now.associateWith { of(it.type, depth + 1) }) as Any
        for (parameter in later) {
            val field = made.javaClass.getDeclaredField(parameter.name!!)
            field.isAccessible = true
            field.set(made, of(parameter.type, depth))
        }
        return made
    }
}

/** The classes that implement or extend a sealed one. */
fun leavesOf(type: KClass<*>): List<KClass<*>> =
    if (type.isSealed) type.sealedSubclasses.flatMap(::leavesOf).distinct() else listOf(type)

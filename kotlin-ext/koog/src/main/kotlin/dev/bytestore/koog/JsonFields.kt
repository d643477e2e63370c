package dev.bytestore.koog

/**
 * The fields of an object in an entry, which may contain anything. The functions throw an
 * [IllegalArgumentException] if a field has another type.
 */
internal class JsonFields(private val fields: Map<*, *>) {

    fun text(name: String): String = requireNotNull(textOrNull(name)) { name }

    fun textOrNull(name: String): String? = fields[name]?.let { it as? String ?: wrong(name) }

    fun textsOrNull(name: String): List<String>? =
        listOrNull(name)?.map { it as? String ?: wrong(name) }

    fun intOrNull(name: String): Int? =
        fields[name]?.let {
            if (it is Long && it in Int.MIN_VALUE..Int.MAX_VALUE) it.toInt() else wrong(name)
        }

    fun fields(name: String): JsonFields = JsonFields(fields[name] as? Map<*, *> ?: wrong(name))

    fun objectsOrNull(name: String): List<JsonFields>? =
        listOrNull(name)?.map { JsonFields(it as? Map<*, *> ?: wrong(name)) }

    private fun listOrNull(name: String): List<*>? =
        fields[name]?.let { it as? List<*> ?: wrong(name) }

    private fun wrong(name: String): Nothing = throw IllegalArgumentException(name)
}

package dev.bytestore.koog

/** One call of a caching executor. */
internal class Call(
    val request: PromptRequest,
    val operation: Operation,
    private val tenant: Result<String?>?,
) {

    /** The operations have separate entries, because a stream lacks some parts of an answer. */
    enum class Operation(val nameInKey: String) {
        EXECUTE("execute"),
        STREAMING("streaming"),
    }

    /** The tenant. Throws what the function of the options threw. */
    fun tenant(): String? = tenant?.getOrThrow()
}

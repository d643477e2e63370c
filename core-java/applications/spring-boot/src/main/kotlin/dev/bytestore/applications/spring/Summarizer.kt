package dev.bytestore.applications.spring

/** A model that is asked without LangChain4j. */
fun interface Summarizer {

    suspend fun ask(prompt: String): String
}

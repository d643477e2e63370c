package dev.bytestore.applications.spring

import dev.bytestore.ByteStore
import dev.bytestore.Generation
import dev.bytestore.LlmCache
import dev.bytestore.kotlin.getOrPut
import dev.bytestore.kotlin.mget
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.PathVariable
import org.springframework.web.bind.annotation.RestController

@RestController
class SampleController(
    private val pages: ByteStore,
    private val answers: LlmCache,
    private val summarizer: Summarizer,
) {

    @GetMapping("/pages/{id}/summary")
    suspend fun summary(@PathVariable id: String): String? {
        val page = pages.mget("page/$id").single() ?: return null
        val prompt = "Summarize:\n" + page.decodeToString()
        return answers
            .getOrPut(prompt, "summarizer 1") { listOf(Generation.of(summarizer.ask(prompt))) }
            .single()
            .text()
    }
}

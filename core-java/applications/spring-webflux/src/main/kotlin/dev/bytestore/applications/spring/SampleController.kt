package dev.bytestore.applications.spring

import dev.bytestore.ByteStore
import dev.bytestore.kotlin.mget
import dev.bytestore.kotlin.mset
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.reactive.asFlow
import org.springframework.ai.chat.client.ChatClient
import org.springframework.ai.chat.model.ChatModel
import org.springframework.beans.factory.annotation.Qualifier
import org.springframework.http.HttpStatus
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.PathVariable
import org.springframework.web.bind.annotation.PutMapping
import org.springframework.web.bind.annotation.RequestBody
import org.springframework.web.bind.annotation.RequestParam
import org.springframework.web.bind.annotation.RestController
import org.springframework.web.server.ResponseStatusException

@RestController
class SampleController(@Qualifier("pages") private val pages: ByteStore, model: ChatModel) {

    private val chat = ChatClient.create(model)

    @PutMapping("/pages/{id}")
    suspend fun save(@PathVariable id: String, @RequestBody content: ByteArray) {
        pages.mset(mapOf("page/$id" to content))
    }

    @GetMapping("/pages/{id}")
    suspend fun find(@PathVariable id: String): ByteArray =
        pages.mget("page/$id").single() ?: throw ResponseStatusException(HttpStatus.NOT_FOUND)

    @GetMapping("/answers")
    fun answer(@RequestParam question: String): Flow<String> =
        chat.prompt(question).stream().content().asFlow()
}

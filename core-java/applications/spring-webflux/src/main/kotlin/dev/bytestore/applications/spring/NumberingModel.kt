package dev.bytestore.applications.spring

import java.util.UUID
import java.util.concurrent.atomic.AtomicInteger
import org.springframework.ai.chat.messages.AssistantMessage
import org.springframework.ai.chat.model.ChatModel
import org.springframework.ai.chat.model.ChatResponse
import org.springframework.ai.chat.model.Generation
import org.springframework.ai.chat.prompt.Prompt
import org.springframework.stereotype.Component
import reactor.core.publisher.Flux

/** Stands for the model of a provider. Its answers contain its own id and a number. */
@Component
class NumberingModel : ChatModel {

    private val id = UUID.randomUUID()
    private val calls = AtomicInteger()

    override fun call(prompt: Prompt): ChatResponse = response(answer())

    override fun stream(prompt: Prompt): Flux<ChatResponse> =
        Flux.defer { Flux.fromIterable(answer().split(Regex("(?= )")).map(::response)) }

    private fun answer() = "answer ${calls.incrementAndGet()} of model $id"

    private fun response(text: String) = ChatResponse(listOf(Generation(AssistantMessage(text))))
}

package dev.bytestore.applications.spring

import java.util.UUID
import java.util.concurrent.atomic.AtomicInteger
import org.springframework.ai.chat.messages.AssistantMessage
import org.springframework.ai.chat.metadata.ChatGenerationMetadata
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

    override fun call(prompt: Prompt): ChatResponse = response(answer(), "stop")

    override fun stream(prompt: Prompt): Flux<ChatResponse> =
        Flux.defer {
            val words = answer().split(Regex("(?= )"))
            Flux.fromIterable(
                words.dropLast(1).map { response(it, "") } + response(words.last(), "stop")
            )
        }

    private fun answer() = "answer ${calls.incrementAndGet()} of model $id"

    /** A stream is cached only if its last chunk says that the model finished. */
    private fun response(text: String, finishReason: String) =
        ChatResponse(
            listOf(
                Generation(
                    AssistantMessage(text),
                    ChatGenerationMetadata.builder().finishReason(finishReason).build(),
                )
            )
        )
}

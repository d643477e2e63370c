package dev.bytestore.quickstart

import dev.bytestore.InMemoryLlmCache
import dev.bytestore.langchain4j.CachingChatModel
import dev.bytestore.langchain4j.FakeChatModel
import dev.langchain4j.data.message.UserMessage
import dev.langchain4j.model.chat.request.ChatRequest
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.future.await

/** The Kotlin code of the document on LangChain4j, word for word. */
class LangChain4jSamplesIT :
    FunSpec({
        test("a coroutine asks a caching model") {
            val chatModel = FakeChatModel()
            val cache = InMemoryLlmCache()

            val model = CachingChatModel.builder(chatModel, cache).modelKey("my model, v1").build()
            val request = ChatRequest.builder().messages(UserMessage.from("Hi")).build()
            val response = model.chatAsync(request).await()

            response.aiMessage().text() shouldBe "answer 1"
            CachingChatModel.isCached(model.chatAsync(request).await()) shouldBe true
            chatModel.calls() shouldBe 1
        }
    })

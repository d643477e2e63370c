package dev.bytestore.kotlin

import dev.bytestore.InMemoryLlmCache
import dev.bytestore.langchain4j.CachingChatModel
import dev.bytestore.langchain4j.CachingStreamingChatModel
import dev.bytestore.langchain4j.FakeChatModel
import dev.bytestore.langchain4j.FakeStreamingChatModel
import dev.langchain4j.data.message.UserMessage
import dev.langchain4j.model.chat.ChatModel
import dev.langchain4j.model.chat.StreamingChatModel
import dev.langchain4j.model.chat.request.ChatRequest
import dev.langchain4j.model.chat.response.ChatResponse
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.await
import kotlinx.coroutines.withContext

/**
 * The calls that langchain4j-kotlin makes for a coroutine: the blocking `chat` on a dispatcher for
 * blocking calls, and a stream as a flow of callbacks. Also the async form of LangChain4j itself.
 */
class LangChain4jSpec :
    FunSpec({
        val request = ChatRequest.builder().messages(UserMessage.from("hi")).build()

        suspend fun ChatModel.suspending(): ChatResponse =
            withContext(Dispatchers.IO) { chat(request) }

        fun StreamingChatModel.texts(): Flow<String> = callbackFlow {
            chat(
                request,
                object : StreamingChatResponseHandler {
                    override fun onPartialResponse(partialResponse: String) {
                        trySend(partialResponse)
                    }

                    override fun onCompleteResponse(completeResponse: ChatResponse) {
                        close()
                    }

                    override fun onError(error: Throwable) {
                        close(error)
                    }
                },
            )
            awaitClose()
        }

        test("a suspending call finds what another one asked") {
            val fake = FakeChatModel()
            val model = CachingChatModel.builder(fake, InMemoryLlmCache()).modelKey("fake").build()

            model.suspending().aiMessage().text() shouldBe "answer 1"
            val kept = model.suspending()
            val async = model.chatAsync(request).await()

            kept.aiMessage().text() shouldBe "answer 1"
            CachingChatModel.isCached(kept) shouldBe true
            async shouldBe kept
            fake.calls() shouldBe 1
        }

        test("coroutines that want the same ask once, and one that is cancelled harms no other") {
            val held = CompletableFuture<ChatResponse>()
            val fake = FakeChatModel().answeringAsync { held }
            val model = CachingChatModel.builder(fake, InMemoryLlmCache()).modelKey("fake").build()

            coroutineScope {
                val calls =
                    List(10) { async(start = UNDISPATCHED) { model.chatAsync(request).await() } }
                calls[0].cancelAndJoin()
                held.complete(FakeChatModel.numbered(1))
                calls.drop(1).forEach { it.await().aiMessage().text() shouldBe "answer 1" }
            }
            fake.calls() shouldBe 1
        }

        test("a stream is a flow the second time too") {
            val fake = FakeStreamingChatModel()
            val model =
                CachingStreamingChatModel.builder(fake, InMemoryLlmCache()).modelKey("fake").build()

            model.texts().toList() shouldContainExactly listOf("answer ", "1")
            model.texts().toList() shouldContainExactly listOf("answer 1")
            fake.calls() shouldBe 1
        }
    })
